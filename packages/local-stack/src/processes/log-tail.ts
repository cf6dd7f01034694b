import { lastLines, readLog } from './log-file.ts';

export type TailedLog = { name: string; file: string };

const pollMs = 200;

/**
 * Follows log files: calls `onLine` for each complete line appended from now on, with the last `backlog` lines of each first.
 * Files may appear, grow and be emptied meanwhile. Returns a function that stops (after a last look).
 */
export function tailLogs(
  logs: readonly TailedLog[],
  backlog: number,
  onLine: (name: string, line: string) => void,
): () => void {
  const positions = new Map<string, { next: number; rest: string }>();
  for (const log of logs) {
    for (const line of backlog > 0 ? lastLines(log.file, backlog) : []) onLine(log.name, line);
    positions.set(log.file, { next: endOf(log.file), rest: '' });
  }
  const poll = () => {
    for (const log of logs) {
      const position = positions.get(log.file) ?? { next: 0, rest: '' };
      const { text, next } = readLog(log.file, position.next);
      const lines = (position.rest + text).split('\n');
      const rest = lines.pop() ?? '';
      positions.set(log.file, { next, rest });
      for (const line of lines) if (line !== '') onLine(log.name, line);
    }
  };
  const timer = setInterval(poll, pollMs);
  return () => {
    clearInterval(timer);
    poll();
  };
}

function endOf(file: string): number {
  let position = 0;
  for (;;) {
    const { text, next } = readLog(file, position);
    if (text === '') return next;
    position = next;
  }
}
