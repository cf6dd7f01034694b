/**
 * Least minutes between two flights at one airport, by whether the first and the second are domestic (D) or international
 * (I): an international arrival passes the border and drops its bags, an international departure passes security again.
 * The figures are those asked for of Airside; airlines file theirs per airport (IATA SSIM, chapter 8: 45 to 120 at most of them).
 */
const minimumMinutes = { DD: 45, DI: 60, ID: 75, II: 90 } as const;

/** More, where the second flight leaves from another terminal than the first arrives at. */
export const terminalChangeMinutes = 30;

/** A longer stay is a stopover, no connection (IATA: 24 hours). */
export const longestConnectionMinutes = 24 * 60;

/** No connection is shorter than this, whatever the flights. */
export const shortestConnectionMinutes = Math.min(...Object.values(minimumMinutes));

/** Least minutes between two flights, the terminals aside. */
export function minimumConnection(isFirstDomestic: boolean, isSecondDomestic: boolean): number {
  return minimumMinutes[`${isFirstDomestic ? 'D' : 'I'}${isSecondDomestic ? 'D' : 'I'}`];
}
