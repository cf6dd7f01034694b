import { mostWorldServices, type WorldBody } from '@airside/contracts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClient } from '../src/target/client.ts';
import type { Terminal } from '../src/terminal.ts';
import { loadWorld } from '../src/world/load.ts';
import { type FakeGateway, startFakeGateway } from './fake-gateway.ts';

let gateway: FakeGateway;
let tries: number;
const said: string[] = [];
const stopped = () => new AbortController();

beforeEach(async () => {
  gateway = await startFakeGateway();
  tries = 0;
  said.length = 0;
  gateway.replies['POST /api/demo/world'] = ({ body }) => {
    tries += 1;
    // Now and then nobody has time for it.
    if (tries % 50 === 3) return { status: 503, body: { message: 'Too much work at once.' } };
    const { services, days } = body as WorldBody;
    return { status: 200, body: { planned: services.length * days, added: services.length } };
  };
});
afterEach(() => gateway.stop());

function terminalOf(signal: AbortSignal): Terminal {
  return { say: (line) => said.push(line), showProgress: (line) => said.push(line), signal };
}
const load = (signal: AbortSignal) =>
  loadWorld({
    client: createClient(gateway.baseUrl, { username: 'admin', password: 'secret' }),
    terminal: terminalOf(signal),
    now: Temporal.Instant.from('2026-11-21T23:30:00Z'),
    days: 60,
  });
const bodies = () => gateway.seen.filter(({ path }) => path === '/api/demo/world').map(({ body }) => body as WorldBody);

test('the world goes in parts that the door takes, from today on, each until it is taken, and the last one says so', async () => {
  await load(stopped().signal);
  const sent = bodies();
  expect(sent.every(({ services }) => services.length <= mostWorldServices)).toBe(true);
  expect(Math.max(...sent.map((body) => Buffer.byteLength(JSON.stringify(body))))).toBeLessThan(64 * 1024);
  expect(sent.every(({ from, days }) => from === '2026-11-21' && days === 60)).toBe(true);
  expect(sent.filter(({ isLast }) => isLast)).toEqual([sent.at(-1)]);
  const codes = new Set(sent.flatMap(({ services }) => services.map(({ code }) => code)));
  expect(said.at(-1)).toBe(
    `World timetable: ${(codes.size * 60).toLocaleString('en').replaceAll(',', ' ')} flights on 60 days from 2026-11-21, ` +
      `${codes.size.toLocaleString('en').replaceAll(',', ' ')} new.`,
  );
}, 60_000);

test('stopped, it says that what has been loaded stays', async () => {
  const controller = stopped();
  const loading = load(controller.signal);
  gateway.replies['POST /api/demo/world'] = ({ body }) => {
    controller.abort();
    return { status: 200, body: { planned: (body as WorldBody).services.length, added: 0 } };
  };
  await expect(loading).rejects.toThrow(/what has been loaded stays/i);
  expect(bodies().length).toBeLessThanOrEqual(2);
}, 60_000);
