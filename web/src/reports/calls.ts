import type { Report, ReportName } from '@airside/contracts';
import { queryOptions } from '@tanstack/react-query';
import type { Call } from '../api/call.ts';
import { readRefusal } from '../api/api-error.ts';
import type { Session } from '../session/session.ts';

export type Days = { from: string; to: string };

export function reportQuery(call: Call, name: ReportName, days: Days) {
  return queryOptions({
    queryKey: ['report', name, days],
    queryFn: ({ signal }) => call<Report>('GET', `/api/reports/${name}`, { query: days, signal }),
    staleTime: 60_000,
    // Where there is no warehouse, asking again does not make one.
    retry: false,
  });
}

/** The rows as a file, by the API's own hand. */
export async function fetchCsv(session: Session, name: ReportName, days: Days): Promise<Blob> {
  const token = await session.current();
  const response = await fetch(`/api/reports/${name}?${new URLSearchParams({ ...days, format: 'csv' })}`, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  const requestId = response.headers.get('x-request-id') ?? '';
  if (!response.ok) throw readRefusal(response.status, await response.json().catch(() => undefined), requestId);
  return response.blob();
}
