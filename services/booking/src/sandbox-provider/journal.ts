import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Charge } from './charges.ts';

/** Lines beyond which the file is written anew with what still counts. */
const mostLines = 200_000;

export type Journal = {
  /** What was kept when it was opened, oldest first. */
  known: Charge[];
  /** Keeps a charge as it is now, before anybody is told of it. */
  append(charge: Charge): void;
};

/**
 * One charge a line, the last line of a charge counts. Written at once and without waiting for the disk: it outlives the
 * process, not a power cut, as is enough for a provider that moves no money.
 */
export function openJournal(dir: string, current: () => Iterable<Charge>): Journal {
  mkdirSync(dir, { recursive: true });
  const file = path.join(dir, 'charges.jsonl');
  const known = existsSync(file) ? readCharges(readFileSync(file, 'utf8')) : [];
  let lines = rewrite(file, known);
  return {
    known,
    append(charge) {
      appendFileSync(file, `${JSON.stringify(charge)}\n`);
      lines += 1;
      if (lines > mostLines) lines = rewrite(file, current());
    },
  };
}

function readCharges(text: string): Charge[] {
  const charges = new Map<string, Charge>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      const charge = JSON.parse(line) as Charge;
      charges.set(charge.reference, charge);
    } catch {
      // A kill cut the last line short: nobody was told of it.
    }
  }
  return [...charges.values()];
}

function rewrite(file: string, charges: Iterable<Charge>): number {
  const lines = [...charges].map((charge) => `${JSON.stringify(charge)}\n`);
  writeFileSync(`${file}.new`, lines.join(''), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return lines.length;
}
