/** Addresses of the app's screens: each, and whatever lies below it, is answered with the one page that shows them all. */
export const screens = [
  '/search',
  '/trips',
  '/flight',
  '/board',
  '/map',
  '/desk',
  '/system',
  '/reports',
  '/account',
  '/inbox',
] as const;

/** Screens that mails lead to: their address holds a token, so that nothing on the way keeps them. */
export const secretScreens = ['/account/reset', '/account/verify'] as const;

export type Encoding = 'br' | 'gzip';

/** How files are named that hold the same in fewer bytes. */
export const suffixes = { br: '.br', gzip: '.gz' } as const satisfies Record<Encoding, string>;

/** Smallest first. */
const preferred: readonly Encoding[] = ['br', 'gzip'];

/** The best encoding that the client takes and that there is; undefined means the file as it is (RFC 9110 §12.5.3). */
export function chooseEncoding(accepted: string | undefined, available: readonly Encoding[]): Encoding | undefined {
  const weights = new Map(
    (accepted ?? '').split(',').map((part) => {
      const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
      const weight = parameters.find((text) => text.startsWith('q='))?.slice(2);
      return [name, weight === undefined ? 1 : Number(weight)];
    }),
  );
  const isAccepted = (encoding: Encoding) => (weights.get(encoding) ?? weights.get('*') ?? 0) > 0;
  return preferred.find((encoding) => available.includes(encoding) && isAccepted(encoding));
}

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  webmanifest: 'application/manifest+json; charset=utf-8',
  webp: 'image/webp',
  woff2: 'font/woff2',
};

/** Media type by the ending of a file's name. */
export function typeOf(name: string): string {
  return types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
}

/** What carries a hash of its content in its name never changes; everything else is asked for each time, and mostly not sent again. */
export function cacheControlOf(path: string): string {
  return path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}
