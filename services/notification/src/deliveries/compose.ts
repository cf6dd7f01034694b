import type { NoticeComposition, NoticeCounts, Preferences } from '@airside/contracts';
import type { Cluster, Db } from '@airside/postgres';
import { type DeviceRow, listDevicesOf } from '../devices/queries.ts';
import { createComposer } from '../messages/compose.ts';
import type { NoticeText } from '../messages/facts.ts';
import { listPreferences, type StoredPreferences } from '../preferences/queries.ts';
import { defaultPreferences } from '../preferences/rules.ts';
import type { FindWordings } from '../writer/writer.ts';
import { type Configured, type Decision, planNotice, supersededBy } from './plan.ts';
import {
  type Counted,
  countStates,
  insertNoticeEvent,
  insertNotices,
  listPlanned,
  listThreads,
  lockDeparture,
  mergeUnsent,
  type NewDelivery,
  type NewNotice,
  type ThreadRow,
} from './queries.ts';

/** What is told to all, without the people. */
export type ComposedEvent = Pick<NoticeComposition, 'event_id' | 'event_time' | 'is_current' | 'what' | 'flight'>;

/** One of the people who are told. */
export type Recipient = {
  /** `P011`, or `account/7`. */
  key: string;
  passengerId: string | null;
  bookingId: string | null;
  accountId: number | null;
  firstName: string | undefined;
  tier: string;
  specialRequests: string | null;
  seat: string | null;
  email: string | null;
  phone: string | null;
};

export type ComposeDeps = {
  cluster: Cluster;
  configured: Configured;
  now: () => Temporal.Instant;
  findWordings: FindWordings;
  /** Told of every delivery that came to be in a state, after the commit. */
  onStates(changed: readonly Counted[]): void;
};

/** The travellers of a composition, each once: who has two bookings is told of the first. */
export function recipientsOf({ recipients }: Pick<NoticeComposition, 'recipients'>): Recipient[] {
  const byKey = new Map<string, Recipient>();
  for (const each of recipients) {
    if (byKey.has(each.passenger_id)) continue;
    byKey.set(each.passenger_id, {
      key: each.passenger_id,
      passengerId: each.passenger_id,
      bookingId: each.booking_id,
      accountId: each.account_id,
      firstName: each.first_name,
      tier: each.tier,
      specialRequests: each.special_requests,
      seat: each.seat,
      email: each.email,
      phone: each.phone,
    });
  }
  return [...byKey.values()];
}

/** Texts and what else can be made ready before anything is locked: the slow part of planning. */
export type Prepared = {
  event: ComposedEvent;
  recipients: readonly Recipient[];
  people: People;
  texts: Map<string, NoticeText>;
};

/** Notes the event, and makes ready what those are told who have no notice of it yet. */
export async function prepare(
  { cluster: { writer: db }, findWordings }: Pick<ComposeDeps, 'cluster' | 'findWordings'>,
  event: ComposedEvent,
  all: readonly Recipient[],
): Promise<Prepared> {
  // On its own, so that pages of one event do not wait for each other's commit.
  await insertNoticeEvent(db, {
    eventId: event.event_id,
    eventTime: Temporal.Instant.from(event.event_time),
    isCurrent: event.is_current,
    what: event.what,
    flight: event.flight,
  });
  const planned = new Set(
    await listPlanned(
      db,
      event.event_id,
      all.map(({ key }) => key),
    ),
  );
  const recipients = all.filter(({ key }) => !planned.has(key));
  const chosen = await gatherChoices(db, recipients);
  const languageOf = (recipient: Recipient) => preferencesOf(recipient, chosen).language;
  const readers = recipients.map((recipient) => ({ tier: recipient.tier, language: languageOf(recipient) }));
  const write = createComposer(event, await findWordings(event, readers));
  // Only now: something may have been sent while words were looked for.
  const people = { ...chosen, threads: await gatherThreads(db, event, recipients) };
  const texts = new Map<string, NoticeText>();
  for (const [index, recipient] of recipients.entries()) {
    const isFollowUp = (people.threads.get(recipient.key) ?? []).some(
      ({ kind, isTold }) => kind === event.what.kind && isTold,
    );
    texts.set(recipient.key, write({ ...recipient, isFollowUp }, languageOf(recipient)));
    // Other requests of this process are not to wait for a whole page.
    if (index % 50 === 49) await new Promise((resolve) => setImmediate(resolve));
  }
  return { event, recipients, people, texts };
}

/** Plans the notices that were made ready, in the caller's transaction. Planning again changes nothing. */
export async function planPrepared(
  tx: Db,
  { configured, now }: Pick<ComposeDeps, 'configured' | 'now'>,
  prepared: Prepared,
): Promise<Counted[]> {
  const { event, recipients } = prepared;
  const { departure_id: departureId, flight_id: flightId } = event.flight;
  const eventId = event.event_id;
  const eventTime = Temporal.Instant.from(event.event_time);
  const keys = recipients.map(({ key }) => key);
  if (recipients.length === 0) return [];
  await lockDeparture(tx, departureId);
  const threads = await listThreads(tx, { departureId, recipients: keys, exceptEventId: eventId });
  const people = { ...prepared.people, threads: Map.groupBy(threads, ({ recipient }) => recipient) };
  const { notices, deliveries } = plan({ ...prepared, people }, configured, now());
  const kinds = supersededBy(event.what.kind);
  const merged = event.is_current
    ? await mergeUnsent(tx, { eventId, eventTime, departureId, recipients: keys, kinds })
    : [];
  const added = await insertNotices(
    tx,
    { eventId, flightId, departureId, kind: event.what.kind, eventTime },
    notices,
    deliveries,
  );
  return [...merged, ...added];
}

/** The same in a transaction of its own; gives what became of these people's notices of the event. */
export async function compose(
  deps: ComposeDeps,
  event: ComposedEvent,
  recipients: readonly Recipient[],
  also: (tx: Db) => Promise<void>,
): Promise<NoticeCounts> {
  const prepared = await prepare(deps, event, recipients);
  const changed = await deps.cluster.transaction(async (tx) => {
    const counted = await planPrepared(tx, deps, prepared);
    await also(tx);
    return counted;
  });
  deps.onStates(changed);
  return countsOf(
    deps.cluster.writer,
    event.event_id,
    recipients.map(({ key }) => key),
  );
}

/** Deliveries of an event to these people, by state. */
export async function countsOf(db: Db, eventId: string, recipients: readonly string[]): Promise<NoticeCounts> {
  const rows = await countStates(db, eventId, recipients);
  return { counts: Object.fromEntries(rows.map(({ state, count }) => [state, count])) };
}

/** What the database knows of the people. */
type People = {
  byPassenger: Map<string, StoredPreferences>;
  byAccount: Map<number, StoredPreferences>;
  devices: Map<number, DeviceRow[]>;
  threads: Map<string, ThreadRow[]>;
};

type Choices = Omit<People, 'threads'>;

async function gatherChoices(db: Db, recipients: readonly Recipient[]): Promise<Choices> {
  const accountIds = recipients.flatMap(({ accountId }) => accountId ?? []);
  const passengerIds = recipients.flatMap(({ passengerId }) => passengerId ?? []);
  const stored = await listPreferences(db, { passengerIds, accountIds });
  const devices = accountIds.length === 0 ? [] : await listDevicesOf(db, accountIds);
  return {
    byPassenger: new Map(stored.flatMap((each) => (each.passengerId === null ? [] : [[each.passengerId, each]]))),
    byAccount: new Map(stored.flatMap((each) => (each.accountId === null ? [] : [[each.accountId, each]]))),
    devices: Map.groupBy(devices, ({ accountId }) => accountId),
  };
}

async function gatherThreads(db: Db, event: ComposedEvent, recipients: readonly Recipient[]) {
  const threads = await listThreads(db, {
    departureId: event.flight.departure_id,
    recipients: recipients.map(({ key }) => key),
    exceptEventId: event.event_id,
  });
  return Map.groupBy(threads, ({ recipient }) => recipient);
}

/** The passenger's own choices, else those that its account made. */
function preferencesOf({ passengerId, accountId }: Recipient, people: Choices): Preferences {
  const own = passengerId === null ? undefined : people.byPassenger.get(passengerId);
  const ofAccount = accountId === null ? undefined : people.byAccount.get(accountId);
  return (own ?? ofAccount)?.preferences ?? defaultPreferences;
}

function plan(
  { event, recipients, people, texts }: Prepared,
  configured: Configured,
  now: Temporal.Instant,
): { notices: NewNotice[]; deliveries: NewDelivery[] } {
  const planned = {
    kind: event.what.kind,
    time: Temporal.Instant.from(event.event_time),
    isCurrent: event.is_current,
    departureAt: Temporal.Instant.from(event.flight.estimated_departure),
  };
  const notices: NewNotice[] = [];
  const deliveries: NewDelivery[] = [];
  for (const recipient of recipients) {
    const { key, accountId } = recipient;
    const text = texts.get(key);
    if (text === undefined) continue;
    const devices = accountId === null ? [] : (people.devices.get(accountId) ?? []);
    const decisions = planNotice({
      event: planned,
      recipient: {
        accountId: accountId ?? undefined,
        email: filled(recipient.email),
        phone: filled(recipient.phone),
        devices: devices.map(({ kind }) => kind),
      },
      preferences: preferencesOf(recipient, people),
      earlier: (people.threads.get(key) ?? []).map(({ kind, latest }) => ({ kind, time: latest })),
      configured,
      now,
    });
    notices.push(toNotice(recipient, text));
    deliveries.push(...decisions.map((decision) => toDelivery(key, decision, text)));
  }
  return { notices, deliveries };
}

function toNotice({ key, passengerId, bookingId, accountId }: Recipient, text: NoticeText): NewNotice {
  return {
    recipient: key,
    passenger_id: passengerId,
    booking_id: bookingId,
    account_id: accountId,
    language: text.language,
    subject: text.subject,
    body: text.body,
    sms: text.sms,
    push_title: text.push.title,
    push_text: text.push.text,
    is_urgent: text.isUrgent,
  };
}

function toDelivery(recipient: string, decision: Decision, text: NoticeText): NewDelivery {
  return {
    recipient,
    channel: decision.channel,
    address: decision.state === 'SKIPPED' ? null : (decision.address ?? null),
    state: decision.state,
    reason_code: decision.code,
    reason: decision.reason,
    held_until: decision.state === 'HELD' ? decision.heldUntil.toString() : null,
    worded_by: text.worded.has(decision.channel) ? 'model' : 'template',
  };
}

/** An address that is there; an empty one is none. */
function filled(address: string | null): string | undefined {
  const trimmed = address?.trim();
  return trimmed === undefined || trimmed === '' ? undefined : trimmed;
}
