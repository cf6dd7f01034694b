import { parseArgs } from 'node:util';
import { proveBackbone } from './backbone/experiment.ts';
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
};

const help = `npm run prove -- NAME [--quick] [--runs N] [--data DIR]

  rooms         sockets cut and resumed, their instance killed, while updates flow: none lost, none twice, in order (R14)
  slow-reader   a client that stops reading: at most 1 MiB waits for it, then it is closed; the room goes on (R15)
  backbone      10 000 flight changes while relay, consumer and Redis are killed at random: each in its room, once, in order
  redis-outage  Redis killed for 10 s during changes: nothing lost

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

const stack = values.data === undefined ? await openStack({ port: 4800, instances }) : joinStack(values.data);
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
