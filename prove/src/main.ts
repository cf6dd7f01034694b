import { parseArgs } from 'node:util';
import { proveBackbone } from './backbone/experiment.ts';
import { proveAsynchronousLoses } from './failover/asynchronous.ts';
import { proveLostReplies } from './failover/lost-replies.ts';
import { proveOwnWrites } from './failover/own-writes.ts';
import { provePrimaryFrozen, provePrimaryKilled } from './failover/primary-lost.ts';
import { proveStandbysLost } from './failover/standbys-lost.ts';
import { proveSwitchedOver } from './failover/switched-over.ts';
import { joinStack, openStack, type Stack } from './kit/stack.ts';
import { proveRedisOutage } from './redis-outage/experiment.ts';
import { type ExperimentOptions, type Finding, printFinding, progress } from './report.ts';
import { proveRooms } from './rooms/experiment.ts';
import { proveSlowReader } from './slow-reader/experiment.ts';

// Experiments that break a running stack and look whether its promises hold.

const experiments: Record<string, (stack: Stack, options: ExperimentOptions) => Promise<Finding>> = {
  rooms: proveRooms,
  'slow-reader': proveSlowReader,
  backbone: proveBackbone,
  'redis-outage': proveRedisOutage,
  'primary-killed': provePrimaryKilled,
  'primary-frozen': provePrimaryFrozen,
  'standbys-lost': proveStandbysLost,
  'lost-replies': proveLostReplies,
  'own-writes': proveOwnWrites,
  'switched-over': proveSwitchedOver,
  'asynchronous-loses': proveAsynchronousLoses,
};

const help = `npm run prove -- NAME [--quick] [--runs N] [--data DIR | --port N]

  rooms         sockets cut and resumed, their instance killed, while updates flow: none lost, none twice, in order (R14)
  slow-reader   a client that stops reading: at most 1 MiB waits for it, then it is closed; the room goes on (R15)
  backbone      10 000 flight changes while relay, consumer and Redis are killed at random: each in its room, once, in order
  redis-outage  Redis killed for 10 s during changes: nothing lost

  primary-killed      twenty people book, the primary is killed: next booking within 2 s, none lost or doubled; it returns as a standby (R1, R4)
  primary-frozen      the same with a frozen primary: within 5 s, and it acknowledges nothing when it thaws (R2, R4)
  standbys-lost       both standbys frozen: writes refused within 3 s, reads go on, bookings within 2 s of a standby's return (R3)
  lost-replies        replies to 100 commits lost: with a key none is doubled; the control without keys must double some (R5)
  own-writes          1 000 reads right after own writes, standbys 500 ms behind, three instances: none stale (R6)
  switched-over       both primaries changed on purpose while people book, cancel and sign in: no request fails
  asynchronous-loses  the control: without synchronous replication acknowledged bookings must be lost

  --port N    port of the gateway of the stack that is started (default 4800)
  --quick     small size, as the test suite runs it
  --runs N    so many times on the same stack (default 1)
  --data DIR  break the stack that runs on this data folder, rather than one started for the purpose

Prints a table and, as its last line, one JSON object. Exit status 0 where the promise held, 1 where it did not, 2 for a
command that was not understood.`;

const instances = { user: 1, booking: 3, notification: 2, operations: 1 };
const misused = 2;

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        runs: { type: 'string', default: '1' },
        data: { type: 'string' },
        port: { type: 'string', default: '4800' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    process.exit(misused);
  }
}

const { values, positionals } = readArguments();
const [name = ''] = positionals;
const experiment = experiments[name];
const runs = Number(values.runs);
if (values.help || experiment === undefined || !Number.isInteger(runs) || runs < 1) {
  console.log(help);
  process.exit(values.help ? 0 : misused);
}

const stack =
  values.data === undefined ? await openStack({ port: Number(values.port), instances }) : joinStack(values.data);
progress(`a stack runs at ${stack.gatewayUrl}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stack.close().finally(() => process.exit(130)));
}
let finding: Finding;
try {
  finding = await experiment(stack, { isQuick: values.quick, runs });
} catch (error) {
  console.error(error);
  finding = { ok: false, figures: { error: error instanceof Error ? error.message : String(error) } };
}
await stack.close();
printFinding(name, finding);
process.exit(finding.ok ? 0 : 1);
