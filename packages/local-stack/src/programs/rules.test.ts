import { expect, test } from 'vitest';
import { librariesToFetch } from './rules.ts';

test('only libraries that a plain Debian lacks are fetched, each once', () => {
  const depends =
    'adduser, libjs-jquery, libatomic1 (>= 4.8), libc6 (>= 2.34), libjemalloc2 (>= 3.5.0), liblzf1 | other, libssl3, lua-cjson,liblzf1';
  expect(librariesToFetch(depends, new Set(['libatomic1']))).toEqual(['libjemalloc2', 'liblzf1', 'lua-cjson']);
});
