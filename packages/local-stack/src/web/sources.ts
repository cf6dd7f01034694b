import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Folders of `web/` that are made, not written. `dist-…` is a build under way. */
const made = /^(?:node_modules|dist(?:-.*)?)$/;

/**
 * Names everything that a build of the app is made of: its own files and the packages it may use. What it takes of the
 * contracts is types, which leave nothing in the result.
 */
export function hashSources(checkout: string): string {
  const hash = createHash('sha256');
  hash.update(readFileSync(path.join(checkout, 'package-lock.json')));
  const web = path.join(checkout, 'web');
  for (const file of listFiles(web)) hash.update(`\0${path.relative(web, file)}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      if (made.test(entry.name)) return [];
      const file = path.join(folder, entry.name);
      return entry.isDirectory() ? listFiles(file) : [file];
    });
}
