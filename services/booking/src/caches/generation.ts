import { type Lsn, lsnToBigInt } from '@airside/postgres';

/**
 * The state of a group of cached answers: `<LSN in 16 hex digits>-<unique>`. An answer is good while the generation it was
 * filled under is the group's present one, and it may only be filled from data at least as new as the LSN.
 */
export type Generation = string;

/** Hex digits of equal number compare as text the way the positions compare as numbers. */
export function composeGeneration(position: Lsn, unique: string): Generation {
  return `${lsnToBigInt(position).toString(16).padStart(16, '0')}-${unique}`;
}

/** The position that data must have reached to be cached under a generation. */
export function positionOf(generation: Generation): Lsn {
  const position = BigInt(`0x${generation.slice(0, 16)}`);
  return `${(position >> 32n).toString(16)}/${(position & 0xffff_ffffn).toString(16)}`.toUpperCase();
}

/** An answer as it is kept: the generation, a line break, the body as it goes out. */
export function packAnswer(generation: Generation, body: string): string {
  return `${generation}\n${body}`;
}

/** The body, if it belongs to the generation. */
export function unpackAnswer(kept: string | null, generation: Generation | null): string | undefined {
  if (kept === null || generation === null) return undefined;
  return kept[generation.length] === '\n' && kept.startsWith(generation)
    ? kept.slice(generation.length + 1)
    : undefined;
}
