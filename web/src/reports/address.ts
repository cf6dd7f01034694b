import type { ReportName } from '@airside/contracts';
import { isDay } from '../time/local-time.ts';

/** Reports in the order in which they are offered. */
export const reportNames = [
  'on-time-performance',
  'load-factor',
  'revenue-by-route',
  'delay-causes',
  'notification-latency',
  'cancellation-funnel',
] as const satisfies readonly ReportName[];

/** What the address of a report says. */
export type ReportSearch = { report?: ReportName; from?: string; to?: string };

export function readReportSearch({ report, from, to }: Record<string, unknown>): ReportSearch {
  const known = reportNames.find((name) => name === report);
  return {
    ...(known === undefined ? {} : { report: known }),
    ...(isDay(from) ? { from } : {}),
    ...(isDay(to) ? { to } : {}),
  };
}
