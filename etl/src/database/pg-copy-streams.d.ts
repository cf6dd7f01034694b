declare module 'pg-copy-streams' {
  import type { Duplex, Readable } from 'node:stream';

  type Submitted = { submit(connection: unknown): void };

  /** Rows in; `rowCount` is known when it has finished. */
  export function from(text: string): Submitted & Duplex & { rowCount: number };
  /** Rows out. */
  export function to(text: string): Submitted & Readable & { rowCount: number };
}
