import type { ExecutionList, NoticeLedger, NoticeState } from '@airside/contracts';
import type { Expectation } from './scenarios.ts';

type SeenExecution = Pick<ExecutionList['executions'][number], 'eventId' | 'workflow' | 'status'>;
type SeenNotice = Pick<NoticeLedger['notifications'][number], 'eventId' | 'passengerId' | 'channel' | 'state'>;

/** What the system shows about an event and its flight. */
export type Seen = {
  flight: Readonly<Record<string, unknown>>;
  executions: readonly SeenExecution[];
  /** Of travellers who have not cancelled. */
  bookings: readonly { passengerId: string; status: string }[];
  notices: readonly SeenNotice[];
};

/** A line of what must be seen. */
export type Finding = { flightId: string; what: string; expected: string; seen: string; isMet: boolean };

/** Compares what must be seen with what is. Pure, so that looking can go on until it fits. */
export function judge(expected: Expectation, seen: Seen): Finding[] {
  const finding = (what: string, wanted: string, found: string): Finding => ({
    flightId: expected.flightId,
    what,
    expected: wanted,
    seen: found,
    isMet: wanted === found,
  });
  const executions = seen.executions.filter(({ eventId }) => eventId === expected.eventId);
  return [
    ...Object.entries(expected.flight).map(([member, value]) =>
      finding(member.replaceAll('_', ' '), String(value), textOf(seen.flight[member])),
    ),
    finding(
      'executions',
      `${expected.workflow} SUCCEEDED`,
      executions.map(({ workflow, status }) => `${workflow} ${status}`).join(', ') || 'none',
    ),
    ...(expected.bookings === undefined
      ? []
      : [finding('bookings', expected.bookings, unique(seen.bookings.map(({ status }) => status)))]),
    noticeFinding(expected, seen),
  ];
}

/** Everybody aboard is told on some channel, nobody twice on one, and nothing has failed or is still on its way. */
function noticeFinding({ eventId, flightId, sentBy }: Expectation, { bookings, notices }: Seen): Finding {
  const mine = notices.filter((notice) => notice.eventId === eventId);
  const passengers = new Set(bookings.map(({ passengerId }) => passengerId));
  const told = new Set(mine.filter(({ state }) => state !== 'SKIPPED').map(({ passengerId }) => passengerId));
  const missing = [...passengers].filter((passenger) => !told.has(passenger)).length;
  const sent = mine.filter(({ state }) => state === 'SENT');
  const doubled = sent.length - new Set(sent.map(({ passengerId, channel }) => `${passengerId} ${channel}`)).size;
  const unsettled = mine.filter(({ state }) => !settled.has(state)).length;
  const states = Object.entries(Object.groupBy(mine, ({ channel, state }) => `${channel} ${state}`));
  const faults = [
    missing > 0 ? `${missing} not told` : '',
    doubled > 0 ? `${doubled} told twice` : '',
    unsettled > 0 ? `${unsettled} not sent` : '',
    sentBy !== undefined && !sent.some(({ channel }) => channel === sentBy) ? `none by ${sentBy}` : '',
    passengers.size === 0 ? 'nobody is booked: load the sample data' : '',
  ].filter((fault) => fault !== '');
  const counts = states.map(([state, list]) => `${list?.length ?? 0} ${state}`).join(', ') || 'none';
  return {
    flightId,
    what: 'notices',
    expected: `${passengers.size} passengers told, each once a channel${sentBy === undefined ? '' : `, by ${sentBy} too`}`,
    seen: faults.length > 0 ? `${counts} (${faults.join(', ')})` : counts,
    isMet: faults.length === 0,
  };
}

/** States of a notice that are what was meant: it went out, or is not to go out (now). */
const settled: ReadonlySet<NoticeState> = new Set<NoticeState>(['SENT', 'MERGED', 'HELD', 'SKIPPED']);

function unique(values: readonly string[]): string {
  return [...new Set(values)].toSorted().join(', ') || 'none';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none');
}
