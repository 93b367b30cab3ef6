export { businessDayBefore, isBusinessDay, nextBusinessDay } from './business-days.ts';
export { type CycleDates, firstCycle, nextCycle } from './cycles.ts';
export { dateIn, daysBetween, hourIn, type IsoDate, type IsoInstant, startOfDay, TIME_ZONE } from './days.ts';
export { type Period, periods, startOfPeriod } from './periods.ts';
