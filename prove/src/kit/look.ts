import type { Desk } from './desk.ts';
import type { SeenExecution, SeenNotice } from './effects.ts';

const pageSize = 500;

/** Executions for a flight, all of them, newest first. */
export function listExecutions(desk: Desk, flightCode: string): Promise<SeenExecution[]> {
  return listAll(desk, `/api/ops/executions?flight=${flightCode}`, 'executions');
}

/** Lines of the ledger about a flight, all of them, newest first. */
export function listNotices(desk: Desk, flightCode: string): Promise<SeenNotice[]> {
  return listAll(desk, `/api/ops/notifications?flight=${flightCode}`, 'notifications');
}

async function listAll<Item>(desk: Desk, path: string, member: string): Promise<Item[]> {
  const all: Item[] = [];
  let cursor: number | undefined;
  do {
    const body = await desk.read(`${path}&limit=${pageSize}${cursor === undefined ? '' : `&cursor=${cursor}`}`);
    all.push(...(body[member] as Item[]));
    cursor = body['cursor'] as number | undefined;
  } while (cursor !== undefined);
  return all;
}

/** Passengers who still fly, or did before the cancellation. */
export async function listPassengers(desk: Desk, flightCode: string): Promise<string[]> {
  const { bookings } = (await desk.read(`/flights/${flightCode}/bookings`)) as {
    bookings: { passenger_id: string; booking_status: string }[];
  };
  return bookings.filter((one) => one.booking_status !== 'CANCELLED').map((one) => one.passenger_id);
}
