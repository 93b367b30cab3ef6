import { logLevel } from 'kafkajs';
import { expect, test } from 'vitest';
import { ownLevel } from './library-log.ts';

test('what is normal while a broker starts or a group changes is no warning, whatever kafkajs calls it', () => {
  expect(ownLevel(logLevel.ERROR, 'Response GroupCoordinator The group coordinator is not available')).toBe('debug');
  expect(ownLevel(logLevel.ERROR, 'Response CreateTopics Topic with this name already exists')).toBe('debug');
  expect(ownLevel(logLevel.ERROR, 'The group is rebalancing, so a rejoin is needed')).toBe('debug');
  expect(ownLevel(logLevel.WARN, 'anything')).toBe('debug');
  expect(ownLevel(logLevel.DEBUG, 'anything')).toBe('trace');
});

test('what reaches nobody otherwise is a warning', () => {
  expect(ownLevel(logLevel.ERROR, 'Offset out of range, resetting to default offset')).toBe('warn');
  expect(ownLevel(logLevel.ERROR, 'Failed to execute listener: x')).toBe('warn');
});
