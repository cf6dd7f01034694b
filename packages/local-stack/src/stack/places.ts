import path from 'node:path';

/** Root of the checkout that this package lies in. */
export const checkout = path.resolve(import.meta.dirname, '../../../..');

/** Programs unpacked once and used by every stack of this checkout; outlives `--fresh`, goes with node_modules. */
export const programCache = path.join(checkout, 'node_modules/.cache/airside');
