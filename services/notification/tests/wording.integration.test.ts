import { noticeLanguages } from '@airside/contracts';
import { waitUntil } from '@airside/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createComposer } from '../src/messages/compose.ts';
import type { WriterSettings } from '../src/writer/config.ts';
import { answerWell, answerWith, type ModelEndpoint, startModel } from './model-endpoint.ts';
import { callsOf, delayOf, departure, fakeAccount, traveller } from './notices.ts';
import { startNotification, type TestInstance, type TestNotification } from './notification.ts';
import { goodWording } from './wording-corpus.ts';

const tiers = ['MEMBER', 'A-LIST', 'A-LIST PREFERRED'];
const email = fakeAccount('mail');
let model: ModelEndpoint;
let notification: TestNotification;
const instances: TestInstance[] = [];

beforeAll(async () => {
  model = await startModel();
  notification = await startNotification();
  const settings: WriterSettings = {
    provider: 'openai',
    url: `${model.url}/v1`,
    apiKey: undefined,
    model: 'some-model',
    dailyBudget: 1000,
    timeoutMs: 3000,
  };
  for (const timeoutMs of [3000, 3000, 300])
    instances.push(
      await notification.addInstance({
        sending: { channels: { email: [email] }, writer: { settings: { ...settings, timeoutMs } } },
      }),
    );
});
beforeEach(() => {
  model.behave = answerWell;
  model.calls.length = 0;
});
afterEach(() => {
  email.sent.length = 0;
});
afterAll(async () => {
  await notification.close();
  await model.close();
});

function calls(index: number): ReturnType<typeof callsOf> {
  const instance = instances[index];
  if (instance === undefined) throw new Error(`no instance ${index}`);
  return callsOf(instance);
}

type Stored = { recipient: string; language: string; subject: string; body: string; sms: string };

function notices(eventId: string): Promise<Stored[]> {
  return notification.database.cluster.writer.query<Stored>(
    'select recipient, language, subject, body, sms from notice where event_id = $1 order by recipient',
    [eventId],
  );
}

test('a traveller gets the model’s words with the event’s facts, and the ledger says whose words they are', async () => {
  const flight = departure();
  const event = delayOf(45, flight, [traveller(1, { first_name: 'Ana', special_requests: 'a wheelchair' })]);
  await calls(0).compose(event);
  await calls(0).send(event);
  const message = await waitUntil('the mail is sent', () => email.sent[0]?.message);
  expect(message.subject).toBe(`Flight ${flight.flight_id} from Dallas to Los Angeles is delayed by 45 min`);
  expect(message.body).toMatch(/^Dear Ana, we are sorry to tell you/);
  expect(message.body).toContain('(a wheelchair)');
  const { notifications } = await calls(0).ledger(`flight=${flight.flight_id}&channel=email`);
  expect(notifications[0]).toMatchObject({ channel: 'email', wordedBy: 'model' });
});

test('500 travellers on two instances need one call for each tier and language', async () => {
  const flight = departure();
  const people = Array.from({ length: 500 }, (_none, index) =>
    traveller(1001 + index, { tier: tiers[index % 3] ?? 'MEMBER' }),
  );
  await notification.database.cluster.writer.query(
    `insert into preference (passenger_id, email, sms, push, kinds, language)
     select p.id, true, true, true, '{delay}', (array['ro', 'de', 'es'])[p.n % 4]
       from unnest($1::text[]) with ordinality p(id, n) where p.n % 4 > 0`,
    [people.map(({ passenger_id }) => passenger_id)],
  );
  const event = delayOf(45, flight, []);
  const pages = Array.from({ length: 10 }, (_none, page) => people.slice(page * 50, page * 50 + 50));
  await Promise.all(pages.map((recipients, page) => calls(page % 2).compose({ ...event, recipients })));
  expect(model.calls).toHaveLength(tiers.length * noticeLanguages.length);
  const told = await notices(event.event_id);
  expect(told).toHaveLength(500);
  const good = new Map(
    noticeLanguages.map((language) => [language as string, goodWording('delayed', language).subject]),
  );
  for (const { language, subject } of told) expect(subject.slice(0, 5)).toBe(good.get(language)?.slice(0, 5));
  const { notifications } = await calls(0).ledger(`flight=${flight.flight_id}&limit=500`);
  expect(new Set(notifications.map(({ wordedBy }) => wordedBy))).toEqual(new Set(['model']));
});

test('a model that hangs holds up nobody beyond the deadline, and the text is the template’s', async () => {
  model.behave = () => undefined;
  const flight = departure();
  const event = delayOf(45, flight, [traveller(2), traveller(3)]);
  await calls(2).compose(event);
  const [first] = event.recipients;
  if (first === undefined) throw new Error('nobody is told');
  const expected = createComposer(event)(
    { firstName: first.first_name, tier: first.tier, specialRequests: null, seat: first.seat, isFollowUp: false },
    'en',
  );
  const [told] = await notices(event.event_id);
  expect(told).toMatchObject({ subject: expected.subject, body: expected.body, sms: expected.sms });
  expect(model.calls).toHaveLength(1);
  const { notifications } = await calls(2).ledger(`flight=${flight.flight_id}`);
  expect(new Set(notifications.map(({ wordedBy }) => wordedBy))).toEqual(new Set(['template']));
});

test('a text with a fact of its own never reaches a traveller', async () => {
  model.behave = answerWith(({ body }) => ({ body: body.replace('{{airline}}', 'Ryanair and {{airline}}') }));
  const event = delayOf(45, departure(), [traveller(4)]);
  await calls(0).compose(event);
  const [told] = await notices(event.event_id);
  expect(told?.body).not.toContain('Ryanair');
  const rows = await notification.database.cluster.writer.query<{ reason: string }>(
    'select reason from wording where event_id = $1',
    [event.event_id],
  );
  expect(rows).toEqual([{ reason: 'refused:name' }]);
});

test('composing the same event again asks nobody again', async () => {
  const event = delayOf(45, departure(), [traveller(5)]);
  await calls(0).compose(event);
  await calls(1).compose({ ...event, recipients: [traveller(5), traveller(6)] });
  expect(model.calls).toHaveLength(1);
  expect(await notices(event.event_id)).toHaveLength(2);
});

test('an SMS that is too long with the facts of one traveller is the template’s for this one', async () => {
  model.behave = answerWith(() => ({
    sms: '{{greeting}} we are sorry: flight {{flight}} {{route}} is delayed by {{duration}} {{cause}}: new departure {{departure}}.',
  }));
  const flight = departure();
  const long = traveller(8, { first_name: 'Maximiliana Theodora Alexandra', phone: '+15550100' });
  const event = delayOf(45, flight, [traveller(7, { first_name: 'Al' }), long], {
    what: { kind: 'delay', delay_minutes: 45, delay_category: 'major', reason: 'ATC' },
  });
  await calls(0).compose(event);
  const [short, template] = await notices(event.event_id);
  expect(short?.sms).toMatch(/^Al, we are sorry/);
  expect(template?.sms).not.toContain('we are sorry');
  const { notifications } = await calls(0).ledger(`flight=${flight.flight_id}&passenger=P008`);
  const byChannel = Object.fromEntries(notifications.map(({ channel, wordedBy }) => [channel, wordedBy]));
  expect(byChannel).toMatchObject({ email: 'model', sms: 'template' });
});
