import type { NoticeComposition, NoticeLedger } from '@airside/contracts';
import { headers } from '@airside/contracts';
import { randomUUID } from 'node:crypto';
import type { Account, Address, Message, Outcome } from '../src/channels/channel.ts';
import { clusterSecret, type TestInstance, tokens } from './notification.ts';

/** A provider in the test's own process that does as it is told. */
export type FakeAccount = Account & {
  sent: { address: Address; message: Message }[];
  /** What it answers; it may look at what it got. */
  answer: (message: Message, signal: AbortSignal) => Outcome | Promise<Outcome>;
};

export const accepted: Outcome = { kind: 'accepted', providerId: undefined };

export function fakeAccount(name: string, options: { find?: Account['find'] } = {}): FakeAccount {
  const account: FakeAccount = {
    name,
    sent: [],
    answer: () => accepted,
    async send(address, message, signal) {
      account.sent.push({ address, message });
      return account.answer(message, signal);
    },
    ...(options.find === undefined ? {} : { find: options.find }),
    async close() {},
  };
  return account;
}

/** Ends when it is told to, as an account that gets no answer does. */
export function hang(outcome: Outcome) {
  return (_message: Message, signal: AbortSignal) =>
    new Promise<Outcome>((resolve) => {
      signal.addEventListener('abort', () => resolve(outcome), { once: true });
    });
}

type Recipient = NoticeComposition['recipients'][number];

export function traveller(number: number, change: Partial<Recipient> = {}): Recipient {
  const digits = String(number).padStart(3, '0');
  return {
    passenger_id: `P${digits}`,
    booking_id: `B${digits}`,
    account_id: null,
    first_name: `Ana ${number}`,
    last_name: 'Test',
    tier: 'MEMBER',
    special_requests: null,
    email: `p${digits}@example.org`,
    phone: null,
    seat: '12A',
    ...change,
  };
}

let departures = 1000;

/** A flight of its own, so that tests do not meet in one thread. */
export function departure(change: Partial<NoticeComposition['flight']> = {}): NoticeComposition['flight'] {
  departures += 1;
  return {
    flight_id: `SW${departures}`,
    departure_id: departures,
    airline: 'Southwind',
    origin: 'DAL',
    origin_city: 'Dallas',
    origin_zone: 'America/Chicago',
    destination: 'LAX',
    destination_city: 'Los Angeles',
    destination_zone: 'America/Los_Angeles',
    scheduled_departure: '2030-12-01T18:15:00Z',
    estimated_departure: '2030-12-01T18:40:00Z',
    scheduled_arrival: '2030-12-01T21:00:00Z',
    estimated_arrival: '2030-12-01T21:25:00Z',
    status: 'DELAYED',
    gate: 'A12',
    terminal: null,
    version: 2,
    ...change,
  };
}

export function delayOf(
  minutes: number,
  flight: NoticeComposition['flight'],
  recipients: Recipient[],
  change: Partial<NoticeComposition> = {},
): NoticeComposition {
  return {
    event_id: randomUUID(),
    event_time: '2030-12-01T10:00:00Z',
    is_current: true,
    what: { kind: 'delay', delay_minutes: minutes, delay_category: 'minor', reason: 'ATC' },
    flight,
    recipients,
    ...change,
  };
}

const secret = { [headers.clusterSecret]: clusterSecret };

/** Calls of the workflows, and what ops see of them. */
export function callsOf(instance: Pick<TestInstance, 'app'>) {
  const post = (url: string, payload: object) => instance.app.inject({ method: 'POST', url, headers: secret, payload });
  return {
    async compose(composition: NoticeComposition): Promise<Record<string, number>> {
      const answer = await post('/internal/notices/compose', composition);
      if (answer.statusCode !== 200) throw new Error(answer.body);
      return answer.json<{ counts: Record<string, number> }>().counts;
    },
    async send({ event_id, recipients }: NoticeComposition): Promise<Record<string, number>> {
      const passenger_ids = recipients.map(({ passenger_id }) => passenger_id);
      const answer = await post('/internal/notices/send', { event_id, passenger_ids });
      if (answer.statusCode !== 200) throw new Error(answer.body);
      return answer.json<{ counts: Record<string, number> }>().counts;
    },
    async ledger(query: string): Promise<NoticeLedger> {
      const ops = tokens.bearer({ userId: 1, roles: ['ops'] });
      const answer = await instance.app.inject({ url: `/api/ops/notifications?${query}`, headers: ops });
      if (answer.statusCode !== 200) throw new Error(answer.body);
      return answer.json<NoticeLedger>();
    },
  };
}
