import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { until } from '../kit/stack.ts';
import { bodyOf } from './ask.ts';
import type { Check } from './check.ts';
import type { SecurityScene } from './scene.ts';

const longestTicketSeconds = 30;
const frameBytes = 4096;
const tooBig = 1009;
/** More than a socket may send at once, and more than a user may over several. */
const volley = 120;
const socketsOfUser = 5;

/** WebSockets: which pages may open one, how large and how many frames may be, what a ticket is good for. */
export const sockets: Check = {
  id: 'S7',
  async run(scene) {
    const old = await newTicket(scene);
    const takenMs = performance.now();
    const wrong = [
      ...(await tryOrigins(scene)),
      ...(await tryFrames(scene)),
      ...(await tryVolleys(scene)),
      ...(await tryTickets(scene)),
      ...(old.expiresIn > longestTicketSeconds ? [`a ticket for ${old.expiresIn} s`] : []),
    ];
    await delay(Math.max(0, takenMs + longestTicketSeconds * 1000 + 500 - performance.now()));
    const late = await open(scene, { query: `?ticket=${old.ticket}` });
    if (late.status !== 401) wrong.push(`a ticket of half a minute ago: ${late.status}`);
    return {
      faults: { 'sockets or frames let through': wrong.length },
      says: 'origins, frame size, volleys of a socket and of a user, tickets once and late',
      examples: wrong,
    };
  },
};

/** A socket that is open (101), or what the upgrade was answered with; 0 where it was cut. */
type Opened = { status: number; socket: WebSocket };
type OpenOptions = { origin?: string; token?: string | undefined; query?: string };

function open({ stack }: SecurityScene, { origin, token, query = '' }: OpenOptions = {}): Promise<Opened> {
  const socket = new WebSocket(`${stack.gatewayUrl.replace('http', 'ws')}/ws${query}`, {
    ...(origin === undefined ? {} : { origin }),
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  });
  return new Promise((resolve) => {
    socket.once('open', () => resolve({ status: 101, socket }));
    socket.once('unexpected-response', (request, answer) => {
      request.destroy();
      resolve({ status: answer.statusCode ?? 0, socket });
    });
    socket.on('error', () => resolve({ status: 0, socket }));
  });
}

async function tryOrigins(scene: SecurityScene): Promise<string[]> {
  const host = new URL(scene.stack.gatewayUrl).host;
  const wanted: [origin: string | undefined, status: number][] = [
    [undefined, 101],
    [`http://${host}`, 101],
    ['https://evil.example.org', 403],
    [`http://${host}.evil.example.org`, 403],
    [`http://evil.example.org/${host}`, 403],
    ['null', 403],
    ['file://', 403],
  ];
  const wrong: string[] = [];
  for (const [origin, expected] of wanted) {
    const { status, socket } = await open(scene, origin === undefined ? {} : { origin });
    socket.terminate();
    if (status !== expected) wrong.push(`origin ${origin}: ${status}, wanted ${expected}`);
  }
  return wrong;
}

async function tryFrames(scene: SecurityScene): Promise<string[]> {
  const wrong: string[] = [];
  const frame = (bytes: number) => JSON.stringify({ event: 'ping', id: 'x' }).padEnd(bytes);
  const { socket } = await open(scene);
  const codes: number[] = [];
  const answers: string[] = [];
  socket.on('close', (code) => codes.push(code));
  socket.on('message', (message: Buffer) => answers.push(message.toString('utf8')));
  socket.send(frame(frameBytes));
  await until('the largest frame to be answered', () => answers.length > 0, 5000);
  if (!answers.join('').includes('pong')) wrong.push(`a frame of ${frameBytes} bytes: ${answers.join('')}`);
  socket.send(frame(frameBytes + 1));
  await until('the socket to be closed', () => codes.length > 0, 5000).catch(() => undefined);
  if (codes[0] !== tooBig) wrong.push(`a frame of ${frameBytes + 1} bytes: closed with ${codes[0]}`);
  socket.terminate();
  return wrong;
}

/** Pings in a row; how many were answered and how many refused. */
async function fire({ socket }: Opened): Promise<{ served: number; refused: number }> {
  const count = { served: 0, refused: 0 };
  socket.on('message', (message: Buffer) => {
    const { event } = JSON.parse(message.toString('utf8')) as { event: string };
    if (event === 'error') count.refused += 1;
    else count.served += 1;
  });
  for (let frame = 0; frame < volley; frame += 1) socket.send(JSON.stringify({ event: 'ping', id: frame }));
  await until('answers to a volley', () => count.served + count.refused >= volley, 10_000);
  return count;
}

async function tryVolleys(scene: SecurityScene): Promise<string[]> {
  const wrong: string[] = [];
  const anonymous = await open(scene);
  const alone = await fire(anonymous);
  anonymous.socket.terminate();
  if (alone.refused === 0) wrong.push(`a volley of ${volley} frames: none refused`);
  const { token } = scene.people.owner;
  const own = await Promise.all(Array.from({ length: socketsOfUser }, () => open(scene, { token })));
  const all = await Promise.all(own.map(fire));
  for (const { socket } of own) socket.terminate();
  const served = all.reduce((total, count) => total + count.served, 0);
  // Each instance counts for itself, and there are two.
  const mostServed = 2 * (200 + 60 * 5);
  if (served > mostServed || all.every(({ refused }) => refused === 0))
    wrong.push(`a user on ${socketsOfUser} sockets: ${served} frames served`);
  return wrong;
}

async function newTicket({ asking, people }: SecurityScene): Promise<{ ticket: string; expiresIn: number }> {
  const reply = await asking.ask('POST', '/api/notifications/ws-ticket', { token: people.owner.token });
  if (reply.status !== 201) throw new Error(`no ticket: ${reply.status} ${reply.text}`);
  return bodyOf(reply) as { ticket: string; expiresIn: number };
}

/** Ten at once with one ticket: one gets in. And none with one that nobody gave. */
async function tryTickets(scene: SecurityScene): Promise<string[]> {
  const { ticket } = await newTicket(scene);
  scene.planted.add(ticket);
  const query = `?ticket=${ticket}`;
  const all = await Promise.all(Array.from({ length: 10 }, () => open(scene, { query })));
  for (const { socket } of all) socket.terminate();
  const opened = all.filter(({ status }) => status === 101).length;
  const wrong = opened === 1 ? [] : [`one ticket opened ${opened} sockets`];
  for (const guess of ['x', ticket.toLowerCase(), `${ticket}x`, "' or true --"]) {
    const { status, socket } = await open(scene, { query: `?ticket=${encodeURIComponent(guess)}` });
    socket.terminate();
    if (status !== 401) wrong.push(`the ticket ${JSON.stringify(guess)}: ${status}`);
  }
  return wrong;
}
