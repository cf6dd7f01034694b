/** What the address of a board says. */
export type BoardSearch = { airport?: string; side?: 'arrivals' };

export function readBoardSearch({ airport, side }: Record<string, unknown>): BoardSearch {
  return {
    ...(typeof airport === 'string' && /^[A-Za-z]{3}$/.test(airport) ? { airport: airport.toUpperCase() } : {}),
    ...(side === 'arrivals' ? { side } : {}),
  };
}
