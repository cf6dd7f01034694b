import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { ensureProgram } from './debian.ts';
import { waitUntil } from './wait-until.ts';

export type KafkaServer = {
  /** `host:port` of each broker. */
  brokers: string[];
  /** Ends it with all that it had: its topics are in memory only. */
  stop(): Promise<void>;
};

/** librdkafka's own mock cluster of three brokers, which speaks the real protocol; undefined where it cannot be had. */
export async function startKafka(): Promise<KafkaServer | undefined> {
  const program = await ensureProgram('kcat', ['kcat']);
  if (program === undefined) return undefined;
  // A producer that is never given anything to send: the cluster lives in it.
  const child = spawn(
    program,
    ['-P', '-b', 'unused:1', '-X', 'test.mock.num.brokers=3', '-d', 'mock', '-t', 'unused'],
    {
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (said.length < 100_000) said += text;
  });
  const brokers = await waitUntil('the mock cluster names its brokers', () =>
    /replaced with ((?:[\w.]+:\d+,?)+)/.exec(said)?.[1]?.split(','),
  ).catch(async (error: unknown) => {
    await end(child);
    throw error;
  });
  return { brokers, stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
