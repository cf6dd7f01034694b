declare module 'pg-copy-streams' {
  import type pg from 'pg';
  import type { Duplex, Readable } from 'node:stream';

  /** Rows in; `rowCount` is known when it has finished. */
  export function from(text: string): pg.Submittable & Duplex & { rowCount: number };
  /** Rows out. */
  export function to(text: string): pg.Submittable & Readable & { rowCount: number };
}
