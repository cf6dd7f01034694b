import { StackError } from '@airside/local-stack';
import { CommanderError } from 'commander';
import { buildProgram } from './cli/program.ts';
import { Failure } from './failure.ts';
import { createTerminal } from './terminal.ts';

// Exit statuses: 0 done, 1 it failed or not all that must be seen was there, 2 the command was not understood.
const failed = 1;
const misused = 2;

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.abort());
// A pipe such as `| head` closes before we do.
process.stdout.on('error', () => stopped.abort());

const { KAFKA_BROKERS, RABBITMQ_URL } = process.env;
const terminal = createTerminal(process.stdout, stopped.signal, () => performance.now());
const program = buildProgram({ terminal, env: { KAFKA_BROKERS, RABBITMQ_URL } }, (isDone) => {
  // Somebody who stops it has what they wanted.
  if (!isDone && !stopped.signal.aborted) process.exitCode = failed;
});
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : misused;
  } else if (!stopped.signal.aborted) {
    const isForPeople = error instanceof Failure || error instanceof StackError;
    console.error(isForPeople ? error.message : error);
    process.exitCode = failed;
  }
}
// Connections that are kept alive would hold the process up.
process.exit();
