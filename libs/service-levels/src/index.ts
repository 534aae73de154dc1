export * from './domain/business-calendar.js';
export * from './domain/sla-target.js';
export type { CalendarExceptions, Weekday, WorkingHours } from './domain/working-week.js';
