import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { cacheControlOf, type Encoding, suffixes, typeOf } from './rules.ts';

/** A file of the built app, with what has been compressed beside it. */
export type WebFile = {
  /** As asked for, such as `/assets/index-a1b2c3.js`. */
  path: string;
  type: string;
  cacheControl: string;
  /** Weak, because it names what the bytes say, in whatever encoding. */
  etag: string;
  plain: Buffer;
  encoded: ReadonlyMap<Encoding, Buffer>;
};

/**
 * Reads the built app into memory, a few megabytes at most: what is not in the folder now cannot be asked for, whatever
 * the path says, and a build that replaces the folder does not mix with the one being served.
 */
export async function readWebFiles(folder: string): Promise<WebFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name));
  const endings = Object.values(suffixes);
  const plain = names.filter((name) => !endings.some((ending) => name.endsWith(ending)));
  return Promise.all(plain.map((name) => readWebFile(folder, name, new Set(names))));
}

async function readWebFile(folder: string, name: string, names: ReadonlySet<string>): Promise<WebFile> {
  const path = name.slice(folder.length).replaceAll(sep, '/');
  const content = await readFile(name);
  const encodings = (Object.keys(suffixes) as Encoding[]).filter((each) => names.has(name + suffixes[each]));
  return {
    path,
    type: typeOf(name),
    cacheControl: cacheControlOf(path),
    etag: `W/"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
    plain: content,
    encoded: new Map(
      await Promise.all(encodings.map(async (each) => [each, await readFile(name + suffixes[each])] as const)),
    ),
  };
}
