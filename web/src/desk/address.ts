/** Parts of the desk, in the order of their tabs. */
export const parts = ['flights', 'executions', 'notifications', 'rules', 'dead-letters', 'simulator'] as const;
export type Part = (typeof parts)[number];

/** What the address of the desk says: which part, and which flight it is about. */
export type DeskSearch = { part?: Part; flight?: string };

export function readDeskSearch({ part, flight }: Record<string, unknown>): DeskSearch {
  const known = parts.find((each) => each === part);
  return {
    ...(known === undefined ? {} : { part: known }),
    ...(typeof flight === 'string' && /^[A-Za-z0-9]{2,10}$/.test(flight) ? { flight: flight.toUpperCase() } : {}),
  };
}
