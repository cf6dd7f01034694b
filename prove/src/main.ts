import { parseArgs } from 'node:util';
import { openAlerts } from './alerts/experiment.ts';
import { proveBackbone } from './backbone/experiment.ts';
import { proveAsynchronousLoses } from './failover/asynchronous.ts';
import { proveLostReplies } from './failover/lost-replies.ts';
import { proveOwnWrites } from './failover/own-writes.ts';
import { provePrimaryFrozen, provePrimaryKilled } from './failover/primary-lost.ts';
import { proveStandbysLost } from './failover/standbys-lost.ts';
import { proveSwitchedOver } from './failover/switched-over.ts';
import { joinStack, openStack, type Stack } from './kit/stack.ts';
import { proveNotices } from './notices/experiment.ts';
import { proveRedisOutage } from './redis-outage/experiment.ts';
import { type ExperimentOptions, type Finding, type OpenedExperiment, printFinding, progress } from './report.ts';
import { proveRooms } from './rooms/experiment.ts';
import { proveHolds } from './sales/holds.ts';
import { proveLastSeats } from './sales/last-seats.ts';
import { proveScenarioChaos } from './scenario-chaos/experiment.ts';
import { openShutdown } from './shutdown/experiment.ts';
import { proveSlowReader } from './slow-reader/experiment.ts';
import { proveTakeover } from './takeover/experiment.ts';

// Experiments that break a running stack and look whether its promises hold.

type Experiment = {
  /** How often, where nobody says. */
  runs: { full: number; quick: number };
} & (OnAnyStack | { open(port: number): Promise<OpenedExperiment> });

type OnAnyStack = {
  prove(stack: Stack, options: ExperimentOptions): Promise<Finding>;
  instances: { user: number; booking: number; notification: number; operations: number };
  env?: Record<string, string>;
};

const once = { full: 1, quick: 1 };
const standard = { user: 1, booking: 3, notification: 2, operations: 1 };
/** Where people sign in all the time, and what a password costs is not what is asked. */
const cheapPasswords = { LOG_LEVEL: 'info', BCRYPT_COST: '4' };
const forWorkflows = { user: 1, booking: 2, notification: 2, operations: 2 };

const experiments: Record<string, Experiment> = {
  rooms: { prove: proveRooms, runs: once, instances: standard },
  'slow-reader': { prove: proveSlowReader, runs: once, instances: standard },
  backbone: { prove: proveBackbone, runs: once, instances: standard },
  'redis-outage': { prove: proveRedisOutage, runs: once, instances: standard },
  'scenario-chaos': { prove: proveScenarioChaos, runs: { full: 20, quick: 3 }, instances: forWorkflows },
  notices: { prove: proveNotices, runs: once, instances: forWorkflows },
  takeover: { prove: proveTakeover, runs: { full: 5, quick: 1 }, instances: forWorkflows },
  'primary-killed': { prove: provePrimaryKilled, runs: once, instances: standard },
  'primary-frozen': { prove: provePrimaryFrozen, runs: once, instances: standard },
  'standbys-lost': { prove: proveStandbysLost, runs: once, instances: standard },
  'lost-replies': { prove: proveLostReplies, runs: once, instances: standard },
  'own-writes': { prove: proveOwnWrites, runs: once, instances: standard },
  'switched-over': { prove: proveSwitchedOver, runs: once, instances: standard, env: cheapPasswords },
  'asynchronous-loses': { prove: proveAsynchronousLoses, runs: once, instances: standard },
  'last-seats': { prove: proveLastSeats, runs: once, instances: standard },
  holds: { prove: proveHolds, runs: { full: 20, quick: 3 }, instances: standard },
  alerts: { open: openAlerts, runs: once },
  shutdown: { open: openShutdown, runs: once },
};

const help = `npm run prove -- NAME [--quick] [--runs N] [--data DIR] [--port N]

  rooms           sockets cut and resumed, their instance killed, while updates flow: none lost, none twice, in order (R14)
  slow-reader     a client that stops reading: at most 1 MiB waits for it, then it is closed; the room goes on (R15)
  backbone        10 000 flight changes while relay, consumer and Redis are killed at random: each in its room, once, in order
  redis-outage    Redis killed for 10 s during changes: nothing lost
  scenario-chaos  scenario 5 on repeat while operations, notification, relays and Redis are killed at random moments: no
                  event lost, no execution doubled or stuck, everybody told once (R16)
  notices         1 000 travellers told by mail and SMS while the senders are killed at random; then all providers away for
                  five minutes: nobody missed, nobody told twice, nothing superseded goes out
  takeover        the operations instance in the middle of a cancellation killed while another lives: done 10 s later,
                  everything once (R17)

  primary-killed      twenty people book, the primary is killed: next booking within 2 s, none lost or doubled; it returns as a standby (R1, R4)
  primary-frozen      the same with a frozen primary: within 5 s, and it acknowledges nothing when it thaws (R2, R4)
  standbys-lost       both standbys frozen: writes refused within 3 s, reads go on, bookings within 2 s of a standby's return (R3)
  lost-replies        replies to 100 commits lost: with a key none is doubled; the control without keys must double some (R5)
  own-writes          1 000 reads right after own writes, standbys 500 ms behind, three instances: none stale (R6)
  switched-over       both primaries changed on purpose while people book, cancel and sign in: no request fails
  asynchronous-loses  the control: without synchronous replication acknowledged bookings must be lost

  last-seats  500 buyers, 50 seats, three instances: exactly 50 sold, each to one, everybody else 409; and one key in 50
              requests at once is one booking, paid once (R7, R9)
  holds       held seats under buyers who ask all the time, when the holds end: for sale within 1 s and not before, none
              sold twice, never more sold and held than there are (R8)

  alerts      each alert of prometheus/rules is seen firing for its fault, told to a webhook, and quiet again; needs kcat for one.
              Half an hour, with the rules as they are; alerts that remember hours are then not waited for until they are quiet.
              --quick: ten minutes, the same rules with every duration (for, windows, intervals) divided by 60. Starts its own stack
  shutdown    a process, and a whole stack, end as quickly with traces as without, also where nobody takes the traces. Its own stacks

  --quick     small size, as the test suite runs it
  --runs N    so many times on the same stack (default 1; scenario-chaos and holds 20, takeover 5; with --quick 3, 3 and 1)
  --data DIR  break the stack that runs on this data folder, rather than one started for the purpose
  --port N    port of the gateway of the stack that is started (default 4800); its other ports lie near it

Prints a table and, as its last line, one JSON object. Exit status 0 where the promise held, 1 where it did not, 2 for a
command that was not understood.`;

const defaultPort = 4800;
const misused = 2;

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        runs: { type: 'string' },
        data: { type: 'string' },
        port: { type: 'string', default: String(defaultPort) },
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
const runs = Number(values.runs ?? experiment?.runs[values.quick ? 'quick' : 'full']);
const port = Number(values.port);
const isUnderstood = [runs, port].every((number) => Number.isInteger(number) && number >= 1);
if (values.help || experiment === undefined || !isUnderstood) {
  console.log(help);
  process.exit(values.help ? 0 : misused);
}

async function open(one: Experiment): Promise<OpenedExperiment> {
  if ('open' in one) return one.open(port);
  const given = one.env === undefined ? {} : { env: one.env };
  const opened =
    values.data === undefined ? await openStack({ port, instances: one.instances, ...given }) : joinStack(values.data);
  return { stack: opened, prove: (options) => one.prove(opened, options) };
}

if ('open' in experiment && values.data !== undefined) {
  console.error(`${name} starts a stack of its own; --data is not for it`);
  process.exit(misused);
}
const { stack, prove } = await open(experiment);
progress(`a stack runs at ${stack.gatewayUrl}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stack.close().finally(() => process.exit(130)));
}
let finding: Finding;
try {
  finding = await prove({ isQuick: values.quick, runs });
} catch (error) {
  console.error(error);
  finding = { ok: false, figures: { error: error instanceof Error ? error.message : String(error) } };
}
await stack.close();
printFinding(name, finding);
process.exit(finding.ok ? 0 : 1);
