import { expect, test } from 'vitest';
import { replaceTimer } from './idle-timer.ts';

test('another version or shape of the library is refused at the start', () => {
  const queue = { checkPendingRequests: () => undefined, scheduleCheckPendingRequests: () => undefined };
  expect(() => replaceTimer('2.2.5', queue)).toThrow(/made for kafkajs 2\.2\.4, and this is 2\.2\.5/);
  expect(() => replaceTimer('2.2.4', {})).toThrow(/made for kafkajs 2\.2\.4/);
});
