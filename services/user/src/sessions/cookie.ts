import { refreshLifetime } from './issue.ts';

/** Holds the refresh token of the web app, where no script can read it. */
const cookieName = 'airside_refresh';

/** The only path that the browser sends it to. */
export const cookiePath = '/api/auth/session';

/** The refresh token in a `Cookie` header. */
export function readRefreshCookie(header: string | undefined): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === cookieName && value !== undefined && value !== '') return value;
  }
  return undefined;
}

/** `Set-Cookie` that keeps a refresh token as long as it may lie unused; without one, takes it away. */
export function refreshCookie(refreshToken: string | undefined, isSecure: boolean): string {
  const maxAgeSeconds = refreshToken === undefined ? 0 : refreshLifetime.total('seconds');
  const parts = [
    `${cookieName}=${refreshToken ?? ''}`,
    `Path=${cookiePath}`,
    `Max-Age=${maxAgeSeconds}`,
    'HttpOnly',
    'SameSite=Strict',
  ];
  return [...parts, ...(isSecure ? ['Secure'] : [])].join('; ');
}

/** What a browser says about the page that asks; all absent from programs that are no browsers. */
export type AskingPage = {
  /** `Origin`. */
  origin: string | undefined;
  /** `Sec-Fetch-Site`. */
  fetchSite: string | undefined;
  /** Host and port that the browser calls, as the gateway heard it. */
  host: string | undefined;
};

/**
 * Whether a request with a cookie comes from a page of ours. A browser sends a `SameSite=Strict` cookie from other pages
 * of the same site too (another port, a sister host), so the page's own origin must be the one it calls.
 */
export function isOwnPage({ origin, fetchSite, host }: AskingPage): boolean {
  if (fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none') return false;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}

/** By https the cookie must never leave by http. `Origin` tells it where TLS ends before the gateway. */
export function isSecurePage(origin: string | undefined, protocol: string | undefined): boolean {
  return protocol === 'https' || origin?.startsWith('https://') === true;
}
