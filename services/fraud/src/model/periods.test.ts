import { expect, test } from 'vitest';
import { dateOf, numberOf, type Periods, periodsOf } from './periods.ts';

const log = { from: numberOf('2018-04-01'), to: numberOf('2018-09-30') };
const shown = ({ labelsUntil, trained, validation }: Periods) => {
  const days = ({ from, to }: { from: number; to: number }) => `${dateOf(from)} ${dateOf(to)}`;
  return {
    labelsUntil: dateOf(labelsUntil),
    trained: days(trained),
    validation: validation && {
      labelsUntil: dateOf(validation.labelsUntil),
      trained: days(validation.trained),
      tried: days(validation.tried),
    },
  };
};

test('a week is learnt with labels of a week later, and validated by the same two weeks before', () => {
  const wanted = { from: '2018-07-25', to: '2018-07-31', labelsUntil: '2018-08-07' };
  expect(shown(periodsOf(wanted, log))).toEqual({
    labelsUntil: '2018-08-07',
    trained: '2018-07-25 2018-07-31',
    validation: { labelsUntil: '2018-07-24', trained: '2018-07-11 2018-07-17', tried: '2018-07-25 2018-07-31' },
  });
});

test('what is not said follows from the end of the log: four weeks that are settled', () => {
  expect(shown(periodsOf({}, log))).toEqual({
    labelsUntil: '2018-09-30',
    trained: '2018-08-27 2018-09-23',
    validation: { labelsUntil: '2018-09-16', trained: '2018-08-13 2018-09-09', tried: '2018-09-17 2018-09-23' },
  });
});

test('no model is learnt from the days it is tried on, nor from labels of these days, and a short log has no validation', () => {
  const long = periodsOf({ from: '2018-04-01' }, log);
  expect(shown(long).validation?.trained).toBe('2018-04-01 2018-09-09');
  const short = { from: log.to - 20, to: log.to };
  expect(shown(periodsOf({}, short))).toMatchObject({ trained: '2018-09-10 2018-09-23', validation: null });
});
