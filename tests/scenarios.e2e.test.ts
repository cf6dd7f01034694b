import { type KafkaServer, prepareRabbitMq, type RabbitMqServer, startKafka } from '@airside/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, createClient } from './client.ts';
import { npmRun, npmStart, type StartedStack, temporaryData } from './npm-start.ts';
import { openOutbox, type OutboxClient, type Received } from './outbox.ts';

// The scenarios of api.md §5 from the feed to the message in a traveller's hand, over each way in which events arrive.

const data = temporaryData();
let kafka: KafkaServer | undefined;
let rabbitMq: RabbitMqServer | undefined;
let stack: StartedStack;
let client: Client;
let outbox: OutboxClient;
let token: string;
let brokers: Record<string, string>;

beforeAll(async () => {
  kafka = await startKafka();
  rabbitMq = await prepareRabbitMq();
  await rabbitMq?.start();
  brokers = {
    ...(kafka === undefined ? {} : { KAFKA_BROKERS: kafka.brokers.join(',') }),
    ...(rabbitMq === undefined ? {} : { RABBITMQ_URL: rabbitMq.url }),
  };
  const args = ['--instances', 'user=1,booking=2,notification=2,operations=2'];
  stack = await npmStart({ dataDir: data.dir, port: 25_000, args, env: brokers });
  client = createClient(stack.base);
  outbox = openOutbox(stack.output());
  token = (await client.loginAdmin()).token;
}, 300_000);
afterAll(async () => {
  await stack?.stop();
  await kafka?.stop();
  await rabbitMq?.remove();
  data.remove();
});

async function simulate(...args: string[]): Promise<void> {
  const { code, output } = await npmRun('simulate', args, data.dir, brokers);
  expect(code, output).toBe(0);
}

type Notice = { eventId: string; passengerId: string; channel: string; state: string };

/** What a scenario came to: the flights, who was told by which channel, and the messages that arrived. */
async function play(scenario: number, via: string) {
  await simulate('load');
  await outbox.clear();
  await simulate('scenario', String(scenario), '--via', via, '--wait');
  const flightCodes = ['SW1234', 'SW5678', 'SW9012', 'SW3456', 'SW7890'];
  const flights = await Promise.all(
    flightCodes.map(async (code) => {
      const { status, gate, delay_minutes } = (await client.call('GET', `/flights/${code}`)).body;
      return { code, status, gate, delay_minutes };
    }),
  );
  const ledgers = await Promise.all(
    flightCodes.map(async (code) => {
      const { body } = await client.call('GET', `/api/ops/notifications?flight=${code}&limit=500`, { token });
      return body['notifications'] as Notice[];
    }),
  );
  const run = `scenario-${scenario}-`;
  const newest = newestRun(ledgers.flat().filter(({ eventId }) => eventId.startsWith(run)));
  const notices = newest.map(keyOf).toSorted(compare);
  const sent = newest.filter(({ channel, state }) => state === 'SENT' && channel !== 'in_app').length;
  const received = await outbox.wait(sent, () => true);
  for (const { title, text } of received) expectFacts(`${title} ${text}`);
  const messages = received.map(headlineOf);
  return { flights, notices, messages: messages.toSorted(compare) };
}

const compare = (one: string, other: string) => one.localeCompare(other);

/** The flight of the event, who, how, and what came of it. */
function keyOf({ eventId, passengerId, channel, state }: Notice): string {
  return `${eventId.slice(eventId.lastIndexOf('-') + 1)} ${passengerId} ${channel} ${state}`;
}

/** What every message about one of the events must say, whatever its channel; times are local at the airports. */
const facts: [about: RegExp, says: RegExp[]][] = [
  [/SW1234.*25 min/s, [/08:25/]],
  [/SW1234.*15 min/s, [/08:15/]],
  [/SW5678.*1 h 30 min/s, [/11:00/]],
  [/SW7890.*45 min/s, [/16:50/]],
  [/SW9012/, [/cancelled/, /weather/]],
  [/SW3456/, [/D15/, /terminal/i]],
  [/SW5678.*B12/s, [/B7/]],
];

function expectFacts(message: string): void {
  const known = facts.filter(([about]) => about.test(message));
  expect(known, message).toHaveLength(1);
  for (const says of known.flatMap(([, list]) => list)) expect(message).toMatch(says);
}

/** Without what says that it follows an earlier one: each run but the first does. */
function headlineOf({ channel, to, title, text }: Received): string {
  return `${channel} ${to} ${(title === '' ? text : title).replace(/^Update: /, '')}`.toLowerCase();
}

/** Ids of a run's events begin alike, up to the flight; the ledger has the newest first. */
function newestRun(notices: readonly Notice[]): Notice[] {
  const runOf = ({ eventId }: Notice) => eventId.slice(0, eventId.lastIndexOf('-'));
  const [first] = notices;
  return first === undefined ? [] : notices.filter((each) => runOf(each) === runOf(first));
}

describe.each([1, 2, 3, 4, 5])('scenario %i', (scenario) => {
  test('comes to the same over Kafka and RabbitMQ as over HTTP, and everybody has one message by each channel', async ({
    skip,
  }) => {
    if (kafka === undefined || rabbitMq === undefined) return skip('needs kcat and rabbitmq-server');
    const overHttp = await play(scenario, 'http');
    expect(overHttp.messages.length).toBeGreaterThan(0);
    expect(new Set(overHttp.notices.map((line) => line.replace(/ \w+$/, ''))).size).toBe(overHttp.notices.length);
    expect(await play(scenario, 'kafka')).toEqual(overHttp);
    expect(await play(scenario, 'rabbitmq')).toEqual(overHttp);
  });
});

test('a traveller reads it in her own language, by mail and as a push message in her browser', async () => {
  const { username, password, ...registered } = await client.newTraveller();
  let { token: hers } = registered;
  const call = async (method: string, path: string, body: object) => {
    const answer = await client.call(method, path, { token: hers, body });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  };
  await simulate('load');
  await call('PATCH', '/api/auth/me', { firstName: 'Ana-Maria 🛫', lastName: 'Ionescu' });
  // Her name goes with the token.
  hers = (await client.login(username, password)).token;
  const subscription = await outbox.subscribe('ana');
  await call('POST', '/api/notifications/devices', { kind: 'webpush', subscription });
  await call('PUT', '/api/notifications/preferences', {
    channels: { email: true, sms: false, push: true },
    kinds: ['delay', 'cancellation', 'gate_change'],
    language: 'ro',
  });
  await call('POST', '/api/flight/book-flight', { flightId: 'SW1234', paymentMethod: 'credit_card' });
  await outbox.clear();
  await simulate('scenario', '1');
  const isHers = ({ to }: Received) => to === `${username}@example.org` || to === subscription.endpoint;
  const found = await outbox.wait(2, isHers);
  expect(found).toHaveLength(2);
  const mail = found.find(({ channel }) => channel === 'email');
  const push = found.find(({ channel }) => channel === 'webpush');
  expect(mail?.title).toBe('Zborul SW1234 spre Los Angeles întârzie 25 min');
  expect(mail?.text).toMatch(
    /^Bună, Ana-Maria 🛫: zborul dumneavoastră SW1234 .* 08:25 în loc de .* 08:00 .* 09:45, ore locale\.$/m,
  );
  expect(mail?.details.headers).toMatchObject({ 'content-language': 'ro' });
  expect(push).toMatchObject({
    title: 'SW1234 întârzie 25 min',
    text: 'Dallas–Los Angeles: plecare 08:25 în loc de 08:00 (cauza: vremea).',
  });
  expect(push?.details.lang).toBe('ro');
});
