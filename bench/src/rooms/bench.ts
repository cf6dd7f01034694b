import { type Api, createApi, createAsking, openStack, type ProcessReport } from '@airside/prove';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { startChild, stopChildren } from '../children.ts';
import { cpuMicroseconds } from '../cpu.ts';
import { median, percentile, type Report, type Row, round } from '../report.ts';
import { assertFilesEnough, type Audience, gather } from './audience.ts';

/** Everybody of one account on one instance joins within the burst that a user may send. */
const socketsPerAccount = 200;
const barePort = 4990;
const turns = 3;
const text = 'Boarding has been moved to the other end of the pier; please follow the signs';

/** One of the two that are compared: its processes, its audience, and how to make it say something. */
type Side = { name: string; pids: number[]; audience: Audience; say: () => Promise<unknown>; close: () => void };

/**
 * P7: CPU of the notification instances per delivered frame, beside bare `ws` loops with as many sockets and the same
 * bytes. Sockets go to the instances directly, so that nothing but the load generator runs besides; the next update is
 * sent when all have heard the last one, so that neither side can put two frames into one packet.
 */
export async function benchRooms({ quick, port }: { quick: boolean; port: number }): Promise<Report> {
  const sockets = quick ? 500 : 5000;
  const updates = quick ? 10 : 40;
  assertFilesEnough(2 * sockets);
  const stack = await openStack({
    port,
    instances: { user: 1, booking: 1, notification: 2, operations: 1 },
    // Registering the listeners is not what is measured.
    env: { LOG_LEVEL: 'info', BCRYPT_COST: '4' },
  });
  const logDir = mkdtempSync(join(tmpdir(), 'airside-bench-'));
  const api = createApi(stack);
  try {
    const instances = await stack.instancesOf('notification_service');
    const staff = await api.login(stack.admin.username, stack.admin.password);
    const airside = await openRoom(api, { instances, staffToken: staff.token, sockets });
    const sample = await airside.frame;
    const bare = await openBare({ servers: instances.length, sockets, frame: sample, logDir });
    const idle = await idleMicroseconds(airside, 2000);
    const rows = await compareSides([bare, airside], updates, sockets);
    const faults = [...bare.audience.faults, ...airside.audience.faults];
    if (faults.length > 0) throw new Error(`${faults.length} faults, such as: ${faults[0]}`);
    for (const side of [bare, airside]) side.close();
    rows.push({ name: 'notification, idle', cpuMicrosPerSecond: round(idle, 0) });
    const of = (name: string) => Number(rows.find((row) => row.name === name)?.['cpuMicrosPerFrame']);
    return {
      bench: 'rooms',
      rows: [...rows, { name: 'setting', sockets, updates: updates * turns, frameBytes: Buffer.byteLength(sample) }],
      ratios: { 'P7 notification / bare ws loop (target 1.5)': round(of('notification') / of('bare ws loop')) },
    };
  } finally {
    stopChildren();
    await api.close();
    await stack.close();
    rmSync(logDir, { recursive: true, force: true });
  }
}

/** In turns, so that both sides have the same neighbours. */
async function compareSides(sides: readonly Side[], updates: number, sockets: number): Promise<Row[]> {
  const micros = new Map(sides.map((side): [Side, number[]] => [side, []]));
  const waits = new Map(sides.map((side): [Side, number[]] => [side, []]));
  for (let turn = 0; turn <= turns; turn += 1) {
    for (const side of sides) {
      const before = cpuMicroseconds(side.pids);
      for (let update = 0; update < updates; update += 1) {
        const saidAt = performance.now();
        await Promise.all([side.audience.whenHeard(sockets), side.say()]);
        // Staff may send 20 frames a second.
        const tookMs = performance.now() - saidAt;
        if (turn > 0) waits.get(side)?.push(tookMs);
        await delay(Math.max(0, 55 - tookMs));
      }
      if (turn > 0) micros.get(side)?.push((cpuMicroseconds(side.pids) - before) / (updates * sockets));
    }
    process.stderr.write(turn === 0 ? 'warmed up\n' : `turn ${turn} of ${turns}\n`);
  }
  return sides.map((side) => ({
    name: side.name,
    cpuMicrosPerFrame: round(median(micros.get(side) ?? [])),
    allHeardP50Ms: round(percentile(waits.get(side) ?? [], 0.5), 1),
    allHeardP99Ms: round(percentile(waits.get(side) ?? [], 0.99), 1),
  }));
}

/** A room of the product with all sockets in it, half of them on each instance. */
async function openRoom(
  api: Api,
  options: { instances: readonly ProcessReport[]; staffToken: string; sockets: number },
): Promise<Side & { frame: Promise<string> }> {
  const { instances, staffToken, sockets } = options;
  const flightCode = await api.scheduleFlight(staffToken);
  const accounts = await Promise.all(
    Array.from({ length: Math.ceil(sockets / socketsPerAccount) }, () => api.newAccount()),
  );
  const urls = Array.from({ length: sockets }, (_none, index) => wsUrl(instances[index % instances.length]));
  const audience = await gather(urls, (index) => ({
    authorization: `Bearer ${accounts[Math.floor(index / socketsPerAccount)]?.token}`,
  }));
  for (const [index, socket] of audience.sockets.entries()) {
    const ask = createAsking(socket, () => undefined);
    if (index % socketsPerAccount === 0) await ask('subscribe', { flight_code: flightCode });
    await ask('connect-room', { flight_code: flightCode });
    socket.removeListener('message', socket.listeners('message').at(-1) as () => void);
  }
  const desk = await connect(wsUrl(instances[0]), { authorization: `Bearer ${staffToken}` });
  const ask = createAsking(desk, () => undefined);
  const frame = new Promise<string>((resolve) =>
    audience.sockets[0]?.once('message', (message: Buffer) => resolve(message.toString('utf8'))),
  );
  const say = () => ask('broadcast_update', { flight_code: flightCode, update: text });
  await Promise.all([audience.whenHeard(sockets), say()]);
  return {
    name: 'notification',
    pids: instances.map(({ pid = 0 }) => pid),
    audience,
    say,
    frame,
    close: () => {
      audience.close();
      desk.terminate();
    },
  };
}

/** As many bare servers as there are instances, each with its share of the sockets. */
async function openBare(options: { servers: number; sockets: number; frame: string; logDir: string }): Promise<Side> {
  const { servers, sockets, frame, logDir } = options;
  const script = join(import.meta.dirname, 'bare-server.ts');
  const ports = Array.from({ length: servers }, (_none, index) => barePort + index);
  const children = ports.map((port) =>
    startChild(process.execPath, [script], { PORT: String(port) }, join(logDir, `bare-${port}.log`)),
  );
  const url = (index: number) => `ws://127.0.0.1:${ports[index % ports.length]}`;
  const desks = await Promise.all(ports.map((_port, index) => connectSoon(url(index))));
  const audience = await gather(
    Array.from({ length: sockets }, (_none, index) => url(index)),
    () => ({}),
  );
  let sequence = 0;
  return {
    name: 'bare ws loop',
    pids: children.map(({ pid }) => pid),
    audience,
    async say() {
      sequence += 1;
      // Padded to the very bytes of a frame of the room.
      const own = frame.replace(/"sequence":\d+/, `"sequence":${sequence}`);
      for (const desk of desks) desk.send(own);
    },
    close: () => {
      audience.close();
      for (const desk of desks) desk.terminate();
    },
  };
}

async function connectSoon(url: string): Promise<WebSocket> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await connect(url, {});
    } catch (error) {
      if (tries === 100) throw error;
      await delay(50);
    }
  }
}

function connect(url: string, headers: Record<string, string>): Promise<WebSocket> {
  const socket = new WebSocket(url, { headers, perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}

async function idleMicroseconds({ pids }: Side, forMs: number): Promise<number> {
  const before = cpuMicroseconds(pids);
  await delay(forMs);
  return ((cpuMicroseconds(pids) - before) / forMs) * 1000;
}

function wsUrl(instance: ProcessReport | undefined): string {
  return `ws://127.0.0.1:${instance?.port}/ws`;
}
