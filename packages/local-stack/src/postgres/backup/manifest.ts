import { createHash } from 'node:crypto';

export type ManifestFile = { path: string; sizeBytes: number; sha256: string };

export type Manifest = {
  files: readonly ManifestFile[];
  /** What of the log a restore needs, by timeline; positions as PostgreSQL writes them. */
  log: readonly { timeline: number; from: string; to: string }[];
};

type Raw = {
  Files: { Path?: string; 'Encoded-Path'?: string; Size: number; 'Checksum-Algorithm': string; Checksum: string }[];
  'WAL-Ranges': { Timeline: number; 'Start-LSN': string; 'End-LSN': string }[];
  'Manifest-Checksum': string;
};

/**
 * PostgreSQL's own list of what belongs to a base backup (`backup_manifest`, PostgreSQL manual, chapter "Backup Manifest
 * Format"), with SHA-256 for every file. Throws where it does not equal its own checksum, as after a copy that was cut off.
 */
export function readManifest(text: string): Manifest {
  const end = text.lastIndexOf('"Manifest-Checksum"');
  const raw = parse(text);
  // Over all lines before the one that holds it.
  const own = createHash('sha256').update(text.slice(0, end)).digest('hex');
  if (end === -1 || raw['Manifest-Checksum'] !== own) throw new Error('the list of its files is damaged');
  return {
    files: raw.Files.map((file) => ({
      path: file.Path ?? Buffer.from(file['Encoded-Path'] ?? '', 'hex').toString(),
      sizeBytes: file.Size,
      sha256: file.Checksum,
    })),
    log: raw['WAL-Ranges'].map((range) => ({
      timeline: range.Timeline,
      from: range['Start-LSN'],
      to: range['End-LSN'],
    })),
  };
}

function parse(text: string): Raw {
  try {
    return JSON.parse(text) as Raw;
  } catch {
    throw new Error('the list of its files is damaged');
  }
}

const segmentBytes = 16n * 1024n * 1024n;

/** Names of the log files that hold the ranges (16 MB each, as initdb makes them): timeline, high and low half of the number. */
export function logFilesOf(log: Manifest['log']): string[] {
  return log.flatMap(({ timeline, from, to }) => {
    const names: string[] = [];
    const perHigh = 0x1_0000_0000n / segmentBytes;
    // The end is the byte after the last one.
    for (let segment = bytesOf(from) / segmentBytes; segment * segmentBytes < bytesOf(to); segment += 1n) {
      names.push([BigInt(timeline), segment / perHigh, segment % perHigh].map(eightDigits).join(''));
    }
    return names;
  });
}

const eightDigits = (value: bigint) => value.toString(16).toUpperCase().padStart(8, '0');

function bytesOf(position: string): bigint {
  const [high = '0', low = '0'] = position.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}
