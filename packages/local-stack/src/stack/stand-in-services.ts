import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Small programs that behave towards the launcher as the real services do (registering, listing, ending on SIGTERM),
 * so that its tests need nothing but this package. Answers the folder to give as `servicesDir`.
 */
export function writeStandInServices(dir: string): string {
  for (const folder of ['discovery', 'user', 'booking', 'notification', 'operations', 'etl', 'gateway']) {
    const source = folder === 'discovery' ? discovery : folder === 'gateway' ? gateway : registered;
    mkdirSync(path.join(dir, folder, 'src'), { recursive: true });
    writeFileSync(path.join(dir, folder, 'src/main.ts'), prologue + source);
  }
  for (const folder of ['notification/src/receivers', 'booking/src/sandbox-provider']) {
    mkdirSync(path.join(dir, folder), { recursive: true });
    writeFileSync(path.join(dir, folder, 'main.ts'), `${prologue}serve(() => [200, {}]);`);
  }
  writeFileSync(path.join(dir, 'package.json'), '{"type":"module"}');
  return dir;
}

/** A simulator that says what it was told, and runs until SIGTERM. Answers its `main.ts`. */
export function writeStandInSimulator(dir: string): string {
  const main = path.join(dir, 'simulator/src/main.ts');
  mkdirSync(path.dirname(main), { recursive: true });
  writeFileSync(main, "console.log(process.argv.slice(2).join(' ')); setInterval(() => undefined, 1000);\n");
  return main;
}

const prologue = `
import { createServer } from 'node:http';
const { INSTANCE_NAME, PORT, CLUSTER_SECRET, DISCOVERY_URLS } = process.env;
const secret = { 'x-airside-cluster-secret': CLUSTER_SECRET };
const serve = (answer) => createServer(async (request, response) => {
  const [status, body] = await answer(request);
  response.writeHead(status, { connection: 'close' }).end(JSON.stringify(body));
}).listen(Number(PORT), '127.0.0.1', () => console.log(INSTANCE_NAME + ' listens'));
process.on('SIGTERM', () => { console.log(INSTANCE_NAME + ' stops'); process.exit(0); });
`;

const discovery = `
const leases = new Map();
serve(async (request) => {
  if (request.headers['x-airside-cluster-secret'] !== CLUSTER_SECRET) return [401, {}];
  const instance = request.url.split('/')[2];
  if (request.method === 'DELETE') return [leases.delete(instance) ? 200 : 404, {}];
  if (request.method === 'PUT') {
    leases.set(instance, { instance, url: await new Response(request).text() });
    return [200, {}];
  }
  return [200, { revision: '1', settled: true, services: { all: [...leases.values()] } }];
});
`;

const registered = `
serve(() => [200, {}]);
const url = DISCOVERY_URLS + '/leases/' + INSTANCE_NAME;
const beat = () => fetch(url, { method: 'PUT', headers: secret, body: 'http://127.0.0.1:' + PORT }).catch(() => {});
setInterval(beat, 200);
beat();
`;

const gateway = `
serve(async (request) => {
  if (request.url === '/health') return [200, { status: 'healthy' }];
  const answer = await fetch(DISCOVERY_URLS + '/services', { headers: secret });
  return [200, await answer.json()];
});
`;
