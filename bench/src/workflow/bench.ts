import {
  createApi,
  type Desk,
  findOutbox,
  type FullFlight,
  insertFullFlight,
  listExecutions,
  nowMs,
  openDesk,
  openStack,
  type Stack,
  until,
} from '@airside/prove';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { cpuOf, type Part, pidsOf, serverParts } from '../parts.ts';
import { median, type Report, type Row, round } from '../report.ts';
import { checkNotices, countNotices, isUnderWay, type LedgerLine } from './queries.ts';

const longestMs = 90_000;
const target = 10;

type Turn = {
  handedOverSeconds: number;
  succeededSeconds: number;
  twice: number;
  missing: number;
  /** Messages at the receivers, by channel; those of the ledger that say SENT must be as many. */
  received: Record<string, number>;
  ledger: LedgerLine[];
  cpu: { name: string; microsPerNotice: number }[];
};

/** P8: from the message that a full flight is cancelled to the last notice handed over. Every traveller has an e-mail address and an inbox. */
export async function benchWorkflow({ quick, port }: { quick: boolean; port: number }): Promise<Report> {
  const passengers = quick ? 1000 : 10_000;
  const turns = quick ? 1 : 3;
  const stack = await openStack({ port, instances: { user: 1, booking: 3, notification: 2, operations: 2 } });
  const api = createApi(stack);
  const ledger = new pg.Pool({ connectionString: stack.databaseUrl('users', 'notification_service'), max: 2 });
  ledger.on('error', () => undefined);
  try {
    const desk = await openDesk(api, stack);
    const found: Turn[] = [];
    for (let turn = 0; turn <= turns; turn += 1) {
      const flight = await insertFullFlight(stack.databaseUrl('booking', 'booking_service'), {
        code: `QP${turn}`,
        travellers: turn === 0 ? 1000 : passengers,
        hasAccounts: true,
      });
      const one = await cancel({ stack, desk, ledger }, flight);
      if (turn > 0) found.push(one);
      process.stderr.write(
        `${turn === 0 ? 'warmed up' : `turn ${turn} of ${turns}`}: ${round(one.handedOverSeconds)} s\n`,
      );
    }
    return reportOf(found, passengers);
  } finally {
    await ledger.end();
    await api.close();
    await stack.close();
  }
}

/** One cancellation, worked through to its end. */
async function cancel(
  { stack, desk, ledger }: { stack: Stack; desk: Desk; ledger: pg.Pool },
  flight: FullFlight,
): Promise<Turn> {
  const eventId = randomUUID();
  const parts = await partsOf(stack);
  const outbox = await findOutbox(stack);
  const receivedBefore = (await outbox?.counts()) ?? {};
  const cpuBefore = parts.map(cpuOf);
  const sentAt = nowMs();
  await desk.report({
    event_id: eventId,
    event_type: 'FLIGHT_CANCELLED',
    timestamp: Temporal.Now.instant().toString(),
    source: 'benchmark',
    payload: { flight_id: flight.code, reason: 'WEATHER' },
  });
  const execution = await until(
    'the workflow to end',
    async () => {
      const [found] = await listExecutions(desk, flight.code);
      if (found !== undefined && found.finishedAt !== null) return found;
      await delay(200);
      return undefined;
    },
    longestMs,
  );
  await until(
    'all notices handed over',
    async () => !(await isUnderWay(ledger, eventId)) || delay(100, false),
    longestMs,
  );
  const lines = await countNotices(ledger, eventId);
  const sent = lines.filter(({ state }) => state === 'SENT').reduce((total, { count }) => total + count, 0);
  const cpu = parts.map((part, index) => ({
    name: part.name,
    microsPerNotice: (cpuOf(part) - (cpuBefore[index] ?? 0)) / sent,
  }));
  const { lastAt, twice, missing } = await checkNotices(ledger, { eventId, passengers: flight.passengers });
  if (execution.status !== 'SUCCEEDED') throw new Error(`${flight.code}: ${execution.status}`);
  return {
    handedOverSeconds: (lastAt - sentAt) / 1000,
    succeededSeconds: (Date.parse(execution.finishedAt ?? '') - sentAt) / 1000,
    twice,
    missing,
    received: difference(receivedBefore, (await outbox?.counts()) ?? {}),
    ledger: lines,
    cpu,
  };
}

function difference(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]));
}

/** Every process that has a part in it, by its kind. */
async function partsOf(stack: Stack): Promise<Part[]> {
  const { instances } = await stack.report();
  const kinds = Map.groupBy(instances, ({ name }) => name.replace(/_\d+$/, ''));
  return [
    ...[...kinds].map(([name, list]) => ({ name: `${name}, ${list.length}`, pids: pidsOf(list) })),
    ...(await serverParts(stack)),
  ];
}

function reportOf(turns: readonly Turn[], passengers: number): Report {
  const last = turns.at(-1);
  const rows: Row[] = [
    ...turns.map((turn, index) => ({
      name: `turn ${index + 1}, ${passengers} passengers`,
      handedOverSeconds: round(turn.handedOverSeconds),
      succeededSeconds: round(turn.succeededSeconds),
      twice: turn.twice,
      missing: turn.missing,
    })),
    ...(last?.ledger ?? []).map(({ channel, state, count }) => ({ name: `ledger: ${channel} ${state}`, count })),
    ...Object.entries(last?.received ?? {}).map(([channel, count]) => ({ name: `received: ${channel}`, count })),
    ...(last?.cpu ?? []).map(({ name }, index) => ({
      name: `CPU of ${name}`,
      microsPerNotice: round(median(turns.map(({ cpu }) => cpu[index]?.microsPerNotice ?? Number.NaN)), 0),
    })),
  ];
  const sum = (of: (turn: Turn) => number) => turns.reduce((total, turn) => total + of(turn), 0);
  return {
    bench: 'workflow',
    rows,
    ratios: {
      [`P8 seconds to the last notice, median (target ${target})`]: round(
        median(turns.map(({ handedOverSeconds }) => handedOverSeconds)),
      ),
      'P8 twice (target 0)': sum(({ twice }) => twice),
      'P8 missing (target 0)': sum(({ missing }) => missing),
    },
  };
}
