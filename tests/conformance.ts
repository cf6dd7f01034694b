import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { admin } from './npm-start.ts';

const kit = join(import.meta.dirname, '../../shared/conformance/run.mjs');

/** The kit lies beside the checkout, not in it; a clone elsewhere runs without. */
export const isKitThere = existsSync(kit);

/** Runs sections of the black-box kit; answers the lines that say what does not hold. */
export async function runKit(base: string, sections: string[]): Promise<{ failures: string[]; summary: string }> {
  const args = [kit, '--base', base, '--admin', `${admin.username}:${admin.password}`, '--only', sections.join(',')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await new Promise((resolve) => child.on('close', resolve));
  const lines = output.split('\n');
  const failures = lines.flatMap((line, index) =>
    line.startsWith('NOT OK') ? [`${line} ${lines[index + 1]?.trim() ?? ''}`] : [],
  );
  return { failures, summary: lines.findLast((line) => /\d+ passed/.test(line)) ?? 'the kit said nothing' };
}
