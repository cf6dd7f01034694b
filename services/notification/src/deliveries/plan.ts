import { noticeChannels, type NoticeChannel, type NoticeKindName, type Preferences } from '@airside/contracts';
import { quietUntil } from '../preferences/rules.ts';
import type { Reason } from './reasons.ts';

/** The event as the planning sees it. */
export type PlannedEvent = {
  kind: NoticeKindName;
  time: Temporal.Instant;
  /** False where it changed nothing, because it came late. */
  isCurrent: boolean;
  /** When the flight is expected to leave. */
  departureAt: Temporal.Instant;
};

/** Who is told, and where that can be. */
export type PlannedRecipient = {
  accountId: number | undefined;
  email: string | undefined;
  phone: string | undefined;
  /** Kinds of devices that the account has registered. */
  devices: readonly ('fcm' | 'webpush')[];
};

/** The latest event of each kind that this recipient has a notice of, for this departure. */
export type EarlierNotices = readonly { kind: NoticeKindName; time: Temporal.Instant }[];

/** Which channels have an account at a provider. */
export type Configured = { email: boolean; sms: boolean; fcm: boolean; webpush: boolean };

export type Decision = Reason & { channel: NoticeChannel } & (
    | { state: 'PLANNED'; address: string | undefined }
    | { state: 'HELD'; address: string | undefined; heldUntil: Temporal.Instant }
    | { state: 'SKIPPED' }
  );

/** So near to the departure nothing that moves the traveller may wait. */
const lastHours = 4;

/** Kinds of earlier notices that one of this kind makes obsolete. */
export function supersededBy(kind: NoticeKindName): NoticeKindName[] {
  return kind === 'cancellation' ? ['delay', 'cancellation', 'gate_change'] : [kind];
}

/** What is to become of one event for one recipient, channel by channel, each with its reason. */
export function planNotice(input: {
  event: PlannedEvent;
  recipient: PlannedRecipient;
  preferences: Preferences;
  earlier: EarlierNotices;
  configured: Configured;
  now: Temporal.Instant;
}): Decision[] {
  const { event, recipient, preferences, configured, now } = input;
  const channels = noticeChannels.filter((channel) => channel !== 'in_app' || recipient.accountId !== undefined);
  const stale = staleness(event, input.earlier);
  if (stale !== undefined) return channels.map((channel) => ({ channel, state: 'SKIPPED', ...stale }));
  const hold = holdUntil(event, preferences, now);
  return channels.map((channel): Decision => {
    // The inbox rings nowhere: it has every notice, at once.
    if (channel === 'in_app')
      return { channel, state: 'PLANNED', code: 'chosen', reason: 'the inbox has every notice', address: undefined };
    const obstacle = obstacleOf(channel, event.kind, preferences, recipient, configured);
    if (obstacle !== undefined) return { channel, state: 'SKIPPED', ...obstacle };
    const address = channel === 'email' ? recipient.email : channel === 'sms' ? recipient.phone : undefined;
    if (hold === undefined) return { channel, state: 'PLANNED', code: 'chosen', reason: `${channel} is on`, address };
    const reason = `quiet hours until ${hold.toString({ smallestUnit: 'second' })}`;
    return { channel, state: 'HELD', code: 'quiet_hours', reason, heldUntil: hold, address };
  });
}

function staleness(event: PlannedEvent, earlier: EarlierNotices): Reason | undefined {
  if (!event.isCurrent) return { code: 'not_current', reason: 'the event came late and changed nothing' };
  const newer = earlier.find(
    ({ kind, time }) => supersededBy(kind).includes(event.kind) && Temporal.Instant.compare(time, event.time) > 0,
  );
  if (newer === undefined) return undefined;
  return { code: 'older', reason: `a ${newer.kind} of ${newer.time.toString({ smallestUnit: 'second' })} is newer` };
}

/** When quiet hours let it through; cancellations and gate changes do not wait into the last hours before the departure. */
function holdUntil(
  { kind, departureAt }: PlannedEvent,
  { quietHours }: Preferences,
  now: Temporal.Instant,
): Temporal.Instant | undefined {
  const end = quietUntil(quietHours, now);
  if (end === undefined || kind === 'delay') return end;
  return Temporal.Instant.compare(end, departureAt.subtract({ hours: lastHours })) > 0 ? undefined : end;
}

function obstacleOf(
  channel: Exclude<NoticeChannel, 'in_app'>,
  kind: NoticeKindName,
  { channels, kinds }: Preferences,
  recipient: PlannedRecipient,
  configured: Configured,
): Reason | undefined {
  if (!channels[channel]) return { code: 'channel_off', reason: `${channel} is switched off` };
  if (!kinds.includes(kind)) return { code: 'kind_off', reason: `notices of kind ${kind} are switched off` };
  const missing = missingAddress(channel, recipient);
  if (missing !== undefined) return { code: 'no_address', reason: missing };
  const hasProvider = channel === 'push' ? recipient.devices.some((device) => configured[device]) : configured[channel];
  return hasProvider ? undefined : { code: 'no_provider', reason: `no provider configured for ${channel}` };
}

function missingAddress(
  channel: Exclude<NoticeChannel, 'in_app'>,
  { accountId, email, phone, devices }: PlannedRecipient,
): string | undefined {
  switch (channel) {
    case 'email':
      // Without an address of its own a passenger is told at its account's, which is asked for when sending.
      return email === undefined && accountId === undefined ? 'no e-mail address' : undefined;
    case 'sms':
      return phone === undefined ? 'no telephone number' : undefined;
    case 'push':
      return devices.length === 0 ? 'no device registered' : undefined;
  }
}
