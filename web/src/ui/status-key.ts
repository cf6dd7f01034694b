/** `DELAYED` of `Delayed`, `CHECK_IN` of `Check In`: the first API writes words, the resource API codes. */
export function statusKey(status: string): string {
  const key = status
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, '_');
  return key === 'ON_TIME' ? 'SCHEDULED' : key;
}
