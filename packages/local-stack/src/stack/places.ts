import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** Root of the checkout that this package lies in. */
export const checkout = path.resolve(import.meta.dirname, '../../../..');

/** Programs unpacked once and used by every stack of this checkout; outlives `--fresh`, goes with node_modules. */
export const programCache = path.join(checkout, 'node_modules/.cache/airside');

/** The program cache, or where that is empty and belongs to somebody else, a folder in the data. */
export function programCacheFor(dataDir: string): string {
  try {
    mkdirSync(programCache, { recursive: true });
    accessSync(programCache, constants.W_OK);
    return programCache;
  } catch {
    return existsSync(path.join(programCache, 'redis-debian')) ? programCache : path.join(dataDir, 'programs');
  }
}
