import type { NoticeComposition, NoticeKindName } from '@airside/contracts';
import type { Job, Jobs } from '@airside/jobs';
import type { Db } from '@airside/postgres';
import type { TestDatabase } from '@airside/testing';
import type { Message } from '../src/channels/channel.ts';
import { createRests } from '../src/deliveries/attempt.ts';
import { compose, recipientsOf } from '../src/deliveries/compose.ts';
import { deliverLot, type DeliverDeps } from '../src/deliveries/deliver.ts';
import { createLedger, type Ledger } from '../src/deliveries/ledger.ts';
import { supersededBy } from '../src/deliveries/plan.ts';
import { enqueue, type NoticeJob, release } from '../src/deliveries/queue.ts';
import { markAbandoned, markRedriven } from '../src/deliveries/sending-queries.ts';
import { createDigestWriter } from '../src/messages/digest.ts';
import { accepted, delayOf, departure, fakeAccount, traveller } from './notices.ts';

/** What a provider does with a message: `taken…` has it. */
export type Answer =
  | 'accepted'
  | 'busy'
  | 'refused'
  | 'taken, unsaid'
  | 'not taken, unsaid'
  | 'taken, silent'
  | 'not taken, silent';

/** What becomes of a job besides: `killed` before it notes its end, and run again; `dead` likewise, and given up. */
export type Fate = 'ends' | 'comes again' | 'killed' | 'dead';

type PlannedEvent = { id: string; mark: string; flight: number; kind: NoticeKindName; minute: number };

export type World = Awaited<ReturnType<typeof createWorld>>;

/**
 * One reader, two flights, and two instances whose jobs are run by hand, in whatever order. The provider can be asked; while
 * it is `silent` it does not say.
 */
export async function createWorld({ cluster }: TestDatabase, number: number) {
  const reader = traveller(number);
  const flights = [departure(), departure()] as const;
  const jobs: NoticeJob[] = [];
  const planned: PlannedEvent[] = [];
  /** Every message that the provider took, with the events that were planned before its job ran. */
  const taken: { message: Message; plannedBefore: number }[] = [];
  let answer: Answer = 'accepted';
  let plannedBefore = 0;
  const has = new Set<string>();

  const account = fakeAccount('provider', {
    find: async (key) => (answer.includes('silent') ? 'unknown' : has.has(key) ? 'sent' : 'not sent'),
  });
  account.answer = (message) => {
    if (answer === 'busy') return { kind: 'unavailable', reason: 'busy' };
    if (answer === 'refused') return { kind: 'refused', reason: 'no', isAddressDead: false };
    if (answer === 'accepted' || answer.startsWith('taken')) {
      taken.push({ message, plannedBefore });
      has.add(message.deliveryId);
    }
    return answer === 'accepted' ? accepted : { kind: 'unknown', reason: 'cut off' };
  };
  // Of the queue only what it is given counts here: its order is the test's.
  const queue = {
    async sendAll(_tx: Db, _queue: object, lots: readonly { data: NoticeJob }[]) {
      jobs.push(...lots.map(({ data }) => data));
      return lots.length;
    },
  } as unknown as Jobs;
  const instances = [1, 2].map((): DeliverDeps => {
    const ledger = createLedger({
      cluster,
      now: () => Temporal.Now.instant(),
      enqueue: (tx, due) => enqueue(tx, queue, due),
      pauseAfter: () => 1,
      onEnded: () => undefined,
    });
    return {
      ledger,
      channels: { email: [account], sms: [], fcm: [], webpush: [] },
      rests: createRests(() => 0),
      accounts: { emailOf: async () => undefined },
      unsubscribeUrl: () => 'https://x.example/',
      writeDigest: createDigestWriter(),
      now: () => Temporal.Now.instant(),
      sendTimeoutMs: 5000,
    };
  });
  await cluster.writer.query(
    `insert into preference (passenger_id, email, sms, push, kinds, quiet_from, quiet_to, time_zone, language)
     values ($1, true, false, false, '{delay,cancellation,gate_change}', '22:00', '07:00', 'UTC', 'en')`,
    [reader.passenger_id],
  );

  async function plan(flight: 0 | 1, kind: NoticeKindName, minute: number, isHeld: boolean): Promise<void> {
    const mark = `G${String(planned.length).padStart(3, '0')}`;
    const event = eventOf(flights[flight], kind, mark, minute);
    planned.push({ id: event.event_id, mark, flight, kind, minute });
    // Two days ago, so that what was held is due.
    const day = Temporal.Now.plainDateISO('UTC').subtract({ days: 2 });
    const now = day.toZonedDateTime({ timeZone: 'UTC', plainTime: isHeld ? '23:00' : '12:00' }).toInstant();
    const configured = { email: true, sms: false, fcm: false, webpush: false };
    const findWordings = async () => () => undefined;
    const composing = { cluster, configured, findWordings, now: () => now, onStates: () => undefined };
    await compose(composing, event, recipientsOf(event), async () => undefined);
    await cluster.transaction((tx) => release(tx, queue, event.event_id, [reader.passenger_id]));
  }

  function eventOf(flight: NoticeComposition['flight'], kind: NoticeKindName, mark: string, minute: number) {
    const time = Temporal.Instant.from('2030-11-30T00:00:00Z').add({ minutes: minute }).toString();
    const delay = {
      kind: 'delay',
      delay_minutes: 25,
      delay_category: 'minor',
      reason: 'ATC',
      reason_detail: mark,
    } as const;
    const gates = { old_gate: null, new_gate: mark, terminal_change: false, old_terminal: null, new_terminal: null };
    const what = {
      delay,
      cancellation: { kind: 'cancellation', reason: 'ATC', reason_detail: mark } as const,
      gate_change: { kind: 'gate_change', ...gates } as const,
    }[kind];
    return delayOf(25, flight, [reader], { what, event_time: time });
  }

  /** Runs a job at an instance; gives those that come after it in the queue's own way. */
  async function run(instance: number, data: NoticeJob, fate: Fate): Promise<void> {
    const deps = instances[instance % instances.length];
    if (deps === undefined) return;
    const ledger: Ledger =
      fate === 'killed' || fate === 'dead'
        ? { ...deps.ledger, end: () => Promise.reject(new Error('killed')) }
        : deps.ledger;
    const job: Job<NoticeJob> = {
      id: 'job',
      data,
      attempt: 1,
      signal: new AbortController().signal,
      finish: async () => undefined,
    };
    const isDone = await deliverLot({ ...deps, ledger }, job).then(
      () => true,
      (error: Error) => {
        if (error.message !== 'killed') throw error;
        return false;
      },
    );
    if (fate === 'dead' && !isDone) await cluster.transaction((tx) => markAbandoned(tx, data, 'its process died'));
    else if (!isDone || fate === 'comes again') jobs.push(data);
  }

  return {
    jobs,
    planned,
    taken,
    plan,
    /** Runs one or two of the jobs that wait, at the same time, while the provider does as it is told. */
    async runSome(which: readonly number[], as: Answer, fate: Fate): Promise<void> {
      answer = as;
      plannedBefore = planned.length;
      const picked = which.flatMap((index) => (jobs.length === 0 ? [] : jobs.splice(index % jobs.length, 1)));
      const outcomes = await Promise.allSettled(picked.map((job, index) => run(index, job, fate)));
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    },
    /** Sends again by hand what surely was not told, and still holds. */
    async redrive(): Promise<void> {
      for (const row of await this.ledger()) {
        const event = planned.find(({ id }) => id === row.eventId);
        if (
          row.state !== 'FAILED' ||
          row.code === 'unknown_outcome' ||
          event === undefined ||
          newerThan(event) !== undefined
        )
          continue;
        await cluster.transaction(async (tx) => {
          await markRedriven(tx, row.id);
          await enqueue(tx, queue, [{ id: row.id, channel: 'email', attempt: 0, startAfter: undefined }]);
        });
      }
    },
    ledger() {
      return cluster.writer.query<{
        id: number;
        eventId: string;
        state: string;
        code: string;
        carriedBy: number | null;
      }>(
        `select id, event_id as "eventId", state, reason_code as code, carried_by as "carriedBy"
           from delivery where recipient = $1 and channel = 'email' order by id`,
        [reader.passenger_id],
      );
    },
    newerThan,
  };

  /** An event, of the first so many that were planned, that makes another one's text obsolete. */
  function newerThan(event: PlannedEvent, before = planned.length): PlannedEvent | undefined {
    const own = planned.indexOf(event);
    return planned
      .slice(0, before)
      .find(
        ({ flight, kind, minute }, index) =>
          flight === event.flight &&
          supersededBy(kind).includes(event.kind) &&
          (minute > event.minute || (minute === event.minute && index > own)),
      );
  }
}
