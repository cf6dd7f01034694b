import { type ChildProcess, spawn } from 'node:child_process';
import { freeze } from '../failover/nodes.ts';
import { until } from '../kit/stack.ts';

export type Kafka = {
  brokers: readonly string[];
  /** Lets it hang; what it gives back lets it go on. */
  freeze(): () => void;
  stop(): void;
};

/** librdkafka's own mock cluster, which speaks the real protocol and lives in a kcat; undefined where there is no kcat. */
export async function startKafka(): Promise<Kafka | undefined> {
  // A producer that is never given anything to send.
  const args = ['-P', '-b', 'unused:1', '-X', 'test.mock.num.brokers=1', '-d', 'mock', '-t', 'unused'];
  const child: ChildProcess = spawn('kcat', args, { stdio: ['pipe', 'ignore', 'pipe'] });
  let isMissing = false;
  let said = '';
  child.once('error', () => {
    isMissing = true;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (said.length < 100_000) said += text;
  });
  const stop = () => {
    process.off('exit', stop);
    child.kill('SIGKILL');
  };
  process.once('exit', stop);
  const brokers = await until(
    'the mock cluster names its brokers',
    () => (isMissing ? [] : /replaced with ((?:[\w.]+:\d+,?)+)/.exec(said)?.[1]?.split(',')),
    10_000,
  );
  return brokers.length === 0 ? undefined : { brokers, freeze: () => freeze([child.pid ?? 0]), stop };
}
