import type { Writable } from 'node:stream';
import pg from 'pg';

/** What a running server is asked for: everything, with the log that makes it whole, and a list with a checksum of each file. */
const command =
  "BASE_BACKUP (LABEL 'airside', CHECKPOINT 'fast', WAL true, MANIFEST 'yes', MANIFEST_CHECKSUMS 'SHA256')";

export type Streams = {
  /** Takes a tar archive. */
  archive: Writable;
  onManifest(part: Buffer): void;
  /** Bytes of the archive so far. */
  onProgress(bytes: number): void;
};

type Wire = { query(text: string): void; stream: { pause(): void; resume(): void } };

/** What node-postgres wants of a query of one's own. */
type Submittable = {
  submit(connection: Wire): void;
  handleCopyData(message: { chunk: Buffer }, connection: Wire): void;
  handleError(error: Error): void;
  handleReadyForQuery(): void;
  handleRowDescription(): void;
  handleDataRow(): void;
  handleCommandComplete(): void;
  handleEmptyQuery(): void;
};

/** First byte of each piece (PostgreSQL manual, "Streaming Replication Protocol", BASE_BACKUP). */
const kinds = { archive: 'n', manifest: 'm', data: 'd' } as const;

/**
 * Streams a base backup of the server at `url`, whose role may replicate. Nothing is locked: people go on meanwhile. Answers
 * when all has been handed on.
 */
export async function streamBaseBackup(url: string, streams: Streams, signal: AbortSignal): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    ...({ replication: 'true' } as object),
  });
  client.on('error', () => undefined);
  await client.connect();
  const cut = () => void client.end();
  signal.addEventListener('abort', cut, { once: true });
  try {
    signal.throwIfAborted();
    const done = Promise.withResolvers<void>();
    client.query(readBackup(streams, done) as unknown as pg.Submittable);
    client.once('end', () => done.reject(signal.reason ?? new Error('the server ended the connection')));
    await done.promise;
  } finally {
    signal.removeEventListener('abort', cut);
    await client.end();
  }
}

function readBackup({ archive, onManifest, onProgress }: Streams, done: PromiseWithResolvers<void>): Submittable {
  let target: 'archive' | 'manifest' = 'archive';
  let archives = 0;
  let bytes = 0;
  const nothing = () => undefined;
  archive.once('error', done.reject);

  function take(chunk: Buffer, connection: Wire): void {
    const [kind, rest] = [String.fromCharCode(chunk[0] ?? 0), chunk.subarray(1)];
    if (kind === kinds.archive) archives += 1;
    // A second one would be a table space, which we have none of.
    if (archives > 1) done.reject(new Error('the cluster has table spaces, which are not backed up'));
    if (kind === kinds.manifest) target = 'manifest';
    if (kind !== kinds.data) return;
    // The driver uses its buffer again.
    const part = Buffer.from(rest);
    if (target === 'manifest') return onManifest(part);
    bytes += part.length;
    onProgress(bytes);
    // What the driver has read already still comes after a pause.
    if (!archive.write(part)) connection.stream.pause();
  }

  return {
    submit(connection) {
      archive.on('drain', () => connection.stream.resume());
      connection.query(command);
    },
    handleCopyData: ({ chunk }, connection) => take(chunk, connection),
    handleError: done.reject,
    handleReadyForQuery: done.resolve,
    handleRowDescription: nothing,
    handleDataRow: nothing,
    handleCommandComplete: nothing,
    handleEmptyQuery: nothing,
  };
}
