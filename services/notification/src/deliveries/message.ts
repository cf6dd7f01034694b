import type { NoticeLanguage } from '@airside/contracts';
import type { Message } from '../channels/channel.ts';
import type { DigestPart, DigestText } from '../messages/digest.ts';
import type { SendingRow } from './claim-queries.ts';
import type { ClaimedRow } from './ledger.ts';

export type WriteDigest = (parts: readonly DigestPart[], language: NoticeLanguage) => DigestText;

type Deps = { writeDigest: WriteDigest; unsubscribeUrl(deliveryKey: string): string };

/** The message of a delivery: its own notice, or one text of that and of what it carries. */
export function messageOf(row: ClaimedRow, { writeDigest, unsubscribeUrl }: Deps): Message {
  const rows = [row, ...row.carried].toSorted(byEvent);
  const { subject, body, push, isUrgent } =
    rows.length === 1 ? partOf(row) : writeDigest(rows.map(partOf), row.language);
  return {
    deliveryId: row.key,
    thread: threadOf(rows, row),
    subject,
    body,
    sms: row.sms,
    push,
    unsubscribeUrl: row.channel === 'email' ? unsubscribeUrl(row.key) : undefined,
    language: row.language,
    isUrgent,
  };
}

/** As things happened. */
function byEvent(one: SendingRow, other: SendingRow): number {
  return Temporal.Instant.compare(one.eventTime, other.eventTime) || one.id - other.id;
}

function partOf({ flightId, subject, body, pushTitle, pushText, isUrgent }: SendingRow): DigestPart {
  return { flightId, subject, body, push: { title: pushTitle, text: pushText }, isUrgent };
}

/**
 * Notices of one departure are one thread, alone and together. Of several departures an e-mail goes on where it is mostly
 * read for; a push message has a thread of its own, or the next one of one flight would wipe the others off the screen.
 */
function threadOf(rows: readonly SendingRow[], { channel }: ClaimedRow): string {
  const departures = [...new Set(rows.map(({ departureId }) => departureId))].toSorted((one, other) => one - other);
  const lead = rows.findLast(({ isUrgent }) => isUrgent) ?? rows.at(-1);
  if (channel === 'push' && departures.length > 1) return `flights/${departures.join('+')}`;
  return `flight/${lead?.departureId ?? departures.join('+')}`;
}
