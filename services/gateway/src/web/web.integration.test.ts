import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningGateway, startDiscovery, startGateway } from '../../tests/harness.ts';

const page = '<!doctype html><title>Airside</title><script type="module" src="/assets/app-1a2b.js"></script>';
const script = 'console.log("the app")';
let folder: string;
let discovery: Awaited<ReturnType<typeof startDiscovery>>;
let gateway: RunningGateway;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'airside-web-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), page);
  await writeFile(join(folder, '.built-from'), 'a hash');
  await writeFile(join(folder, 'assets/app-1a2b.js'), script);
  await writeFile(join(folder, 'assets/app-1a2b.js.br'), brotliCompressSync(script));
  discovery = await startDiscovery([]);
  gateway = await startGateway({ discoveryUrl: discovery.url, options: { webDir: folder } });
});
afterAll(async () => {
  await gateway.close();
  await discovery.stop();
  await rm(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(gateway.url + path, { headers });

describe('the web app', () => {
  test.each(['/', '/search?from=RMO', '/flight/FL001', '/desk/flights/12', '/trips/'])('is at %s', async (path) => {
    const answer = await get(path);
    expect([answer.status, await answer.text()]).toEqual([200, page]);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toMatch(/default-src 'none'; script-src 'self'; style-src 'self'/);
    expect(policy).not.toContain('unsafe');
    expect(answer.headers.get('x-request-id')).toBeTruthy();
  });

  test('is not sent again while it is the same', async () => {
    const etag = (await get('/')).headers.get('etag') ?? '';
    const again = await get('/search', { 'if-none-match': etag });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  test('sends what it has compressed to whoever takes it, for good', async () => {
    const small = await get('/assets/app-1a2b.js', { 'accept-encoding': 'br' });
    expect([await small.text(), small.headers.get('content-encoding')]).toEqual([script, 'br']);
    expect(small.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(small.headers.get('vary')).toBe('accept-encoding');
    const plain = await get('/assets/app-1a2b.js', { 'accept-encoding': 'gzip' });
    expect([await plain.text(), plain.headers.get('content-encoding')]).toEqual([script, null]);
    const head = await fetch(`${gateway.url}/assets/app-1a2b.js`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  test.each([
    '/nowhere',
    '/searches',
    '/assets/gone-1a2b.js',
    '/assets/app-1a2b.js.br',
    '/index.html',
    '/.built-from',
    '/assets/%2e%2e/.built-from',
    '/api/nowhere',
  ])('has nothing at %s, and that is said in JSON', async (path) => {
    const answer = await get(path, { accept: 'text/html' });
    expect([400, 404]).toContain(answer.status);
    expect(await answer.json()).toMatchObject({ message: expect.any(String), requestId: expect.any(String) });
  });

  test('takes no calls but those that read', async () => {
    expect((await fetch(`${gateway.url}/search`, { method: 'POST' })).status).toBe(404);
  });

  test.each(['/account/reset?token=a', '/account/verify?token=a'])(
    'is where mails lead, and nobody keeps %s',
    async (path) => {
      const answer = await get(path);
      expect([answer.status, await answer.text()]).toEqual([200, page]);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    },
  );

  test('hides no documentation', async () => {
    expect(await (await get('/docs')).text()).toContain('swagger');
  });
});

test('without a built app there is none, and the rest is there', async () => {
  const bare = await startGateway({ discoveryUrl: discovery.url });
  expect((await fetch(`${bare.url}/search`)).status).toBe(404);
  expect((await fetch(`${bare.url}/health`)).status).toBe(200);
  await bare.close();
});
