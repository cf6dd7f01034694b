import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StackError } from '../stack-error.ts';

/** Everything a stack keeps in its data folder, the marker and the lock of the running launcher apart. */
const contents = [
  'postgres',
  'redis',
  'logs',
  'gateway',
  'payment-sandbox',
  'prometheus',
  'programs',
  'web',
  'secrets.json',
  'stack.json',
];

/** Lies in every data folder, and in no other: what lacks it is never erased, whatever its contents are called. */
const marker = '.airside-data';

/** Refuses a folder that holds something and is no stack's: it was named by mistake. */
function checkFolder(dataDir: string): void {
  if (!existsSync(dataDir) || existsSync(path.join(dataDir, marker))) return;
  if (readdirSync(dataDir).length > 0) {
    throw new StackError(`${dataDir} holds other things than a stack's data; give an empty folder`);
  }
}

/** Makes the data folder, open enough for the database's user to pass through and for nobody to look into. */
export function openFolder(dataDir: string): void {
  checkFolder(dataDir);
  try {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(path.join(dataDir, marker), 'Data of an Airside stack: databases, logs, secrets.\n');
    chmodSync(dataDir, 0o711);
    for (const folder of ['logs', 'gateway']) mkdirSync(path.join(dataDir, folder), { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.W_OK);
  } catch (error) {
    throw new StackError(`The data folder ${dataDir} cannot be used: ${String(error)}`);
  }
}

/** Removes all data, logs and secrets of a stack that does not run; nothing else that may lie in the folder. */
export function eraseFolder(dataDir: string): void {
  checkFolder(dataDir);
  for (const entry of contents) rmSync(path.join(dataDir, entry), { recursive: true, force: true });
}
