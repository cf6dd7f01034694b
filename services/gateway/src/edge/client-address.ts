/** The peer's address in one spelling: an IPv4 address that came over an IPv6 socket is written as IPv4. */
export function clientAddress(remoteAddress: string | undefined): string {
  if (remoteAddress === undefined) return 'unknown';
  return remoteAddress.startsWith('::ffff:') ? remoteAddress.slice(7) : remoteAddress;
}

export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

/** What an address is counted under: itself, or for IPv6 its /64, which is what one customer usually has. */
export function addressKey(address: string): string {
  return address.includes(':') ? `a:${networkOf(address)}` : `a:${address}`;
}

function networkOf(address: string): string {
  const [left = '', right] = address.split('::', 2);
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const zeros =
    right === undefined ? [] : Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0');
  return [...head, ...zeros, ...tail].slice(0, 4).join(':');
}
