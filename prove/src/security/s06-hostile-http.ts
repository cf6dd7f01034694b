import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { percentile, round } from '../report.ts';
import { eachOf } from './ask.ts';
import type { Check } from './check.ts';
import type { SecurityScene } from './scene.ts';

/** Longest until something slow or broken is answered or closed, in milliseconds. */
const longestMs = 7000;
/** Until what comes after an answer has come. */
const afterAnswerMs = 500;
const slowClients = { full: 1000, quick: 200 };
const normalMs = 3000;
const worstRatio = 2;
/** On an idle machine the 99th percentile is a few milliseconds, of which twice is noise. */
const smallestP99Ms = 25;
const path = '/api/auth/login';

type Raw = { answer: string; tookMs: number; isClosed: boolean };

const head = (...lines: string[]) => [`POST ${path} HTTP/1.1`, 'Host: localhost', ...lines, '', ''].join('\r\n');
const hidden = 'GET /internal/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** What a proxy must not pass on; each answered with 4xx, or closed. */
const broken: Readonly<Record<string, string>> = {
  'both lengths': `${head('Content-Length: 4', 'Transfer-Encoding: chunked')}0\r\n\r\n${hidden}`,
  'both lengths, the other way round': `${head('Transfer-Encoding: chunked', 'Content-Length: 4')}0\r\n\r\n${hidden}`,
  'two lengths': `${head('Content-Length: 4', 'Content-Length: 5')}abcde`,
  'two lengths in one': `${head('Content-Length: 4, 5')}abcde`,
  'a length with a sign': `${head('Content-Length: +4')}abcd`,
  'a negative length': head('Content-Length: -1'),
  'a length that is no number': head('Content-Length: 0x4'),
  'space before the colon': `${head('Content-Length : 4')}abcd`,
  'space before the colon of an encoding': `${head('Transfer-Encoding : chunked')}0\r\n\r\n`,
  'an encoding nobody knows': `${head('Transfer-Encoding: xchunked')}0\r\n\r\n`,
  'chunked, but not last': `${head('Transfer-Encoding: chunked, identity')}0\r\n\r\n`,
  'a chunk size that is none': `${head('Transfer-Encoding: chunked')}zz\r\n\r\n`,
  'a chunk longer than it says': `${head('Transfer-Encoding: chunked')}1\r\nabcd\r\n0\r\n\r\n`,
  'bare line feeds': `POST ${path} HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n`,
  'a bare carriage return': `POST ${path} HTTP/1.1\r\nHost: localhost\rX: y\r\nContent-Length: 0\r\n\r\n`,
  'a folded header': head('X-Folded: a', ' b', 'Content-Length: 0'),
  'NUL in a header': head('X-Nul: a\0b', 'Content-Length: 0'),
  'no host': `GET /health HTTP/1.1\r\n\r\n`,
  'two hosts': `GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n`,
  'a header name with a space': head('X Y: z', 'Content-Length: 0'),
  'a large header': head(`X-Large: ${'a'.repeat(64 * 1024)}`, 'Content-Length: 0'),
  'many headers': head(...Array.from({ length: 5000 }, (_none, index) => `X-${index}: a`), 'Content-Length: 0'),
  'a large body': head('Content-Type: application/json', `Content-Length: ${50 * 1024 * 1024}`),
  'a long path': `GET /${'a'.repeat(64 * 1024)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  'HTTP/0.9': 'GET /health\r\n\r\n',
  'another protocol': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'slow header': `POST ${path} HTTP/1.1\r\nHost: localhost\r\nX-Slow: `,
  'slow body': `${head('Content-Type: application/json', 'Content-Length: 100')}{"a":`,
  'slow chunks': `${head('Content-Type: application/json', 'Transfer-Encoding: chunked')}5\r\nab`,
};

/** Requests that two readers would read differently, too large ones and slow ones; and what a thousand slow clients cost everybody else. */
export const hostileHttp: Check = {
  id: 'S6',
  async run(scene, isQuick) {
    const { hostname, port } = new URL(scene.stack.gatewayUrl);
    const at = { host: hostname, port: Number(port) };
    const wrong: string[] = [];
    await eachOf(Object.entries(broken), 10, async ([name, text]) => {
      const { answer, tookMs, isClosed } = await say(at, text);
      const answers = answer.split(/(?=HTTP\/1\.1 \d{3} )/).filter((one) => one !== '');
      const isRefused = answers.length === 0 ? isClosed : answers.every((one) => /^HTTP\/1\.1 4\d\d /.test(one));
      // One answer: a second would be to the request that was hidden in the first.
      if (!isRefused || answers.length > 1 || tookMs > longestMs)
        wrong.push(`${name}: ${round(tookMs)} ms, ${answers.length} answers, ${JSON.stringify(answer.slice(0, 120))}`);
    });
    const slow = await crowd(scene, at, isQuick ? slowClients.quick : slowClients.full);
    return {
      faults: {
        'broken requests let through': wrong.length,
        'slow clients kept for longer than 7 s': slow.kept,
        'p99 of others more than doubled': slow.ratio > worstRatio ? 1 : 0,
        'calls of others that failed': slow.failed,
      },
      says: `${Object.keys(broken).length} broken requests; ${slow.clients} slow clients, p99 of others ${slow.quietMs} → ${slow.crowdedMs} ms`,
      examples: wrong,
    };
  },
};

/** Sends bytes and then nothing more; what came back until the end, or until it took too long. */
function say(at: { host: string; port: number }, text: string): Promise<Raw> {
  return new Promise((resolve) => {
    const startedMs = performance.now();
    const socket = connect(at);
    let answer = '';
    const finish = (isClosed: boolean) => {
      clearTimeout(timer);
      clearTimeout(rest);
      socket.destroy();
      resolve({ answer, tookMs: performance.now() - startedMs, isClosed });
    };
    const timer = setTimeout(() => finish(false), longestMs + 1000);
    let rest: NodeJS.Timeout | undefined;
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      clearTimeout(rest);
      rest = setTimeout(() => finish(false), afterAnswerMs);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => finish(true));
    socket.write(Buffer.from(text, 'latin1'));
  });
}

type Crowd = { clients: number; kept: number; failed: number; quietMs: number; crowdedMs: number; ratio: number };

async function crowd(scene: SecurityScene, at: { host: string; port: number }, clients: number): Promise<Crowd> {
  const measuredUntilMs = performance.now() + normalMs;
  const normal = await measure(scene, () => measuredUntilMs);
  const sockets = new Set<Socket>();
  const trickle = setInterval(() => {
    for (const socket of sockets) socket.write('a');
  }, 500);
  const connected = Array.from({ length: clients }, async () => {
    const socket = connect(at);
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.resume().write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\nX-Slow: `);
  });
  const beganMs = performance.now();
  await Promise.all(connected);
  try {
    const crowded = await measure(scene, () => (sockets.size > 0 ? beganMs + longestMs + 2000 : 0));
    const waitedMs = performance.now() - beganMs;
    if (waitedMs < longestMs) await delay(longestMs - waitedMs);
    const [quietMs, crowdedMs] = [round(percentile(normal.times, 0.99)), round(percentile(crowded.times, 0.99))];
    const ratio = crowdedMs / Math.max(quietMs, smallestP99Ms);
    return { clients, kept: sockets.size, failed: crowded.failed, quietMs, crowdedMs, ratio };
  } finally {
    clearInterval(trickle);
    for (const socket of sockets) socket.destroy();
  }
}

/** What well-behaved callers meet with meanwhile. */
async function measure({ asking, belongings }: SecurityScene, untilMs: () => number) {
  const times: number[] = [];
  let failed = 0;
  await eachOf([1, 2, 3, 4], 4, async () => {
    while (performance.now() < untilMs()) {
      const { status, tookMs } = await asking.ask('GET', `/flights/${belongings.flightCode}`);
      times.push(tookMs);
      if (status !== 200) failed += 1;
      await delay(5);
    }
  });
  return { times, failed };
}
