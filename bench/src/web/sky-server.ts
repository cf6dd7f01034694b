import { createReadStream, existsSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** Serves the built app, and in place of the API a sky full of aircraft that all move every second. */
export async function startSkyServer(dist: string, aircraft: number): Promise<{ url: string; close(): void }> {
  const streams = new Set<ServerResponse>();
  let second = 0;
  const ticker = setInterval(() => {
    second += 1;
    for (const stream of streams) tell(stream, aircraft, second);
  }, 1000);
  const server = createServer((request, response) => {
    const path = normalize((request.url ?? '/').split('?')[0] ?? '/');
    if (path === '/positions/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      streams.add(response);
      response.on('close', () => streams.delete(response));
      tell(response, aircraft, second);
      return;
    }
    const json = apiAnswer(path);
    if (json !== undefined) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(json));
      return;
    }
    const file = join(dist, path);
    const shown = path !== '/' && existsSync(file) ? file : join(dist, 'index.html');
    response.writeHead(200, { 'content-type': types[extname(shown)] ?? 'application/octet-stream' });
    createReadStream(shown).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      clearInterval(ticker);
      server.closeAllConnections();
      server.close();
    },
  };
}

function apiAnswer(path: string): unknown {
  if (path === '/flights') return { flights: [], count: 0 };
  return path.startsWith('/api/') ? {} : undefined;
}

function tell(stream: ServerResponse, aircraft: number, second: number): void {
  const positions = Array.from({ length: aircraft }, (_, index) => positionAt(index, second));
  stream.write(`event: positions\ndata: ${JSON.stringify({ positions, landed: [] })}\n\n`);
}

/** Spread over the world by the golden angle, each on a course of its own. */
function positionAt(index: number, second: number) {
  const heading = (index * 137.508) % 360;
  const angle = (heading * Math.PI) / 180;
  const lat = (((index * 61.8034 + second * 0.05 * Math.cos(angle) + 60) % 120) + 120) % 120;
  const lon = (((index * 222.492 + second * 0.05 * Math.sin(angle)) % 360) + 360) % 360;
  return {
    flight_id: `WB${String(index).padStart(4, '0')}`,
    departure_id: index + 1,
    lat: lat - 60,
    lon: lon - 180,
    altitude_ft: 36_000,
    heading,
    ground_speed_kt: 450,
    at: new Date().toISOString(),
  };
}
