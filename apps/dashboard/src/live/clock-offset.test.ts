import { expect, test } from 'vitest';
import { ClockOffset } from './clock-offset.ts';

test('the fastest exchange decides', () => {
  const clock = new ClockOffset();
  expect(clock.toGateway(0)).toBeNull();
  clock.sample(1000, 6500, 2000);
  expect(clock.toGateway(0)).toBe(5000);
  clock.sample(3000, 8012, 3004);
  expect(clock.toGateway(0)).toBe(5010);
  clock.sample(4000, 9500, 4100);
  expect(clock.toGateway(0)).toBe(5010);
});

test('an exchange during which the clock was set back is not believed', () => {
  const clock = new ClockOffset();
  clock.sample(2000, 0, 1000);
  expect(clock.toGateway(0)).toBeNull();
});
