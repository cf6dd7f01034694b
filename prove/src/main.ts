import { parseArgs, stripVTControlCharacters } from 'node:util';
import { type Experiment, experiments } from './experiments.ts';
import { joinStack, openStack } from './kit/stack.ts';
import type { OpenedExperiment } from './opened-experiment.ts';
import { type Finding, printFinding, progress } from './report.ts';
import { findingOf, proveAll } from './run-all.ts';

// Experiments that break a running stack and look whether its promises hold.

const indent = 22;
const lineLength = 130;

const help = `npm run prove [-- NAME] [--quick] [--runs N] [--data DIR] [--port N]

Without a NAME: all but those with stacks of their own, one after the other at their small size, and one table with a row for every requirement; less than fifteen minutes on a quiet machine.

${Object.entries(experiments).map(describe).join('\n')}

  --quick     small size, as the test suite runs it
  --runs N    so many times on the same stack
  --data DIR  break the stack that runs on this data folder, rather than one started for the purpose
  --port N    port of the gateway of the stack that is started (default 4800); its other ports lie near it

Prints a table and, as its last line, one JSON object. Exit status 0 where the promise held, 1 where it did not, 2 for a
command that was not understood.`;

/** The name, and what it is beside it, in lines of a readable length. */
function describe([name, { says, proves }]: [string, Experiment]): string {
  const lines = [''];
  const ids = proves.length === 0 ? '' : ` (${proves.join(', ')})`;
  for (const word of `${says}${ids}`.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (indent + line.length + word.length < lineLength)
      lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, place) => `  ${(place === 0 ? name : '').padEnd(indent - 2)}${line}`).join('\n');
}

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
    return misuse(stripVTControlCharacters(error instanceof Error ? error.message : String(error)));
  }
}

function misuse(why: string): never {
  console.error(`${why}\n\n${help}`);
  process.exit(misused);
}

const { values, positionals } = readArguments();
if (values.help) {
  console.log(help);
  process.exit(0);
}
const [name] = positionals;
const port = Number(values.port);
if (!Number.isInteger(port) || port < 1) misuse(`--port is a number, not ${values.port}`);
if (name === undefined) {
  if (values.data !== undefined || values.runs !== undefined)
    misuse('--data and --runs are for one experiment: which?');
  finish('all', await proveAll(experiments, port));
}
const experiment = experiments[name] ?? misuse(`There is no experiment ${name}`);
const runs = Number(values.runs ?? experiment.runs[values.quick ? 'quick' : 'full']);
if (!Number.isInteger(runs) || runs < 1) misuse(`--runs is a number, not ${values.runs}`);

async function open(one: Experiment): Promise<OpenedExperiment> {
  if ('open' in one) {
    if (values.data !== undefined) misuse(`${name} starts a stack of its own; --data is not for it`);
    return one.open(port);
  }
  const { env, disk } = one;
  if (disk !== undefined && values.data !== undefined) misuse(`${name} wants a disk of its own; --data is not for it`);
  const given = { ...(env === undefined ? {} : { env }), ...(disk === undefined ? {} : { disk }) };
  const opened =
    values.data === undefined ? await openStack({ port, instances: one.instances, ...given }) : joinStack(values.data);
  return { stack: opened, prove: (options) => one.prove(opened, options) };
}

const { stack, prove } = await open(experiment).catch((error: unknown) => finish(name, findingOf(error)));
progress(`a stack runs at ${stack.gatewayUrl}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stack.close().finally(() => process.exit(130)));
}
let finding: Finding;
try {
  finding = await prove({ isQuick: values.quick, runs });
} catch (error) {
  finding = findingOf(error);
  if (finding.notRun === undefined) console.error(error);
}
await stack.close();
finish(name, finding);

function finish(of: string, found: Finding): never {
  printFinding(of, found);
  process.exit(found.ok ? 0 : 1);
}
