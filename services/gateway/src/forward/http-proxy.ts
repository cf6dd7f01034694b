import type HttpProxy from 'http-proxy';
import { createRequire } from 'node:module';
import util from 'node:util';

/**
 * Loads http-proxy. Version 1.18.1 takes `util._extend` when it is loaded and prints DEP0060 when it first calls it;
 * during loading it is given `Object.assign`, which `_extend` is documented to be replaced by.
 */
export function loadHttpProxy(): typeof HttpProxy {
  const own = Object.getOwnPropertyDescriptor(util, '_extend');
  Object.defineProperty(util, '_extend', { value: Object.assign, configurable: true, writable: true });
  try {
    return createRequire(import.meta.url)('http-proxy') as typeof HttpProxy;
  } finally {
    if (own !== undefined) Object.defineProperty(util, '_extend', own);
  }
}
