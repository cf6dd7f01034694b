import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import pc from 'picocolors';
import { lastLines } from '../processes/log-file.ts';
import { tailLogs } from '../processes/log-tail.ts';
import { matchNames } from '../stack/plan.ts';
import { StackError } from '../stack-error.ts';

const backlogLines = 20;
const wholeLogLines = 1000;

/** What can be asked for by name besides services and instances: the lines about notices on a channel, on all instances. */
const noticeLines = /^notifications\.(email|sms|push|in_app)$/;

/** Prints the end of the logs of a service, an instance or everything, and follows them until Ctrl-C. */
export async function showLogs(dataDir: string, name: string | undefined, follow: boolean): Promise<void> {
  const dir = path.join(dataDir, 'logs');
  const known = existsSync(dir)
    ? readdirSync(dir).flatMap((file) => (file.endsWith('.log') ? [file.slice(0, -4)] : []))
    : [];
  if (known.length === 0) throw new StackError(`There are no logs in ${dir}; no stack has run there.`);
  const channel = noticeLines.exec(name ?? '')?.[1];
  const isWanted = (line: string) => channel === undefined || line.includes(`"channel":"${channel}"`);
  const wanted = channel === undefined ? name : 'notification';
  const names = wanted === undefined ? known : matchNames(known, wanted);
  if (names.length === 0) throw new StackError(`Nothing is called ${name}; there are ${known.toSorted().join(', ')}.`);
  const width = Math.max(...names.map((each) => each.length));
  const print = (source: string, line: string) => {
    if (isWanted(line)) console.log(names.length === 1 ? line : `${pc.cyan(source.padEnd(width))}  ${line}`);
  };
  const logs = names.toSorted().map((each) => ({ name: each, file: path.join(dir, `${each}.log`) }));
  if (!follow) {
    for (const log of logs) for (const line of lastLines(log.file, wholeLogLines)) print(log.name, line);
    return;
  }
  // A pipe such as `| head` closes before we do.
  process.stdout.on('error', () => process.exit(0));
  tailLogs(logs, backlogLines, print);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  process.exit(0);
}
