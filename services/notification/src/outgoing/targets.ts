import ipaddr from 'ipaddr.js';

/** What a target may speak. */
const protocols = ['http:', 'https:'];

/** The URL of a target, or what is wrong with the text. */
export function parseTarget(text: string): { url: URL } | { fault: string } {
  if (!URL.canParse(text)) return { fault: 'must be an absolute URL' };
  const url = new URL(text);
  if (!protocols.includes(url.protocol)) return { fault: 'must be http or https' };
  if (url.username !== '' || url.password !== '') return { fault: 'must not contain credentials' };
  return { url };
}

/** The host without the brackets of an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

/** Whether the host is allowed by name, with any port or with just this one; then its address does not matter. */
export function isAllowedByName(url: URL, allowedHosts: readonly string[]): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return allowedHosts.some((allowed) => {
    const name = allowed.toLowerCase();
    return name === url.hostname || name === hostOf(url) || name === `${url.hostname}:${port}`;
  });
}

/**
 * Whether an address is one of the public internet: not private, loopback, link-local (with the metadata services of the
 * clouds), shared by carriers, multicast or reserved, and no IPv6 form that carries an IPv4 address within.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.parse(address).range() === 'unicast';
}

/** Why a host with these addresses is refused, if it is. One bad address among good ones is enough. */
export function refusalOf(addresses: readonly string[]): string | undefined {
  if (addresses.length === 0) return 'its host has no address';
  return addresses.every(isPublicAddress) ? undefined : 'its host has an address that is not public';
}
