import type { SecurityScene } from './scene.ts';

/** One requirement of quality.md, looked at. */
export type Check = {
  id: `S${number}`;
  run(scene: SecurityScene, isQuick: boolean): Promise<Outcome>;
};

export type Outcome = {
  /** What there must be none of, by name: each is 0 where the requirement is met. */
  faults: Readonly<Record<string, number>>;
  /** What was done and measured, in a few words. */
  says: string;
  /** The first few faults, for whoever mends them. */
  examples?: readonly string[];
};

export const isMet = ({ faults }: Outcome): boolean => Object.values(faults).every((count) => count === 0);

/** `wrong decisions 0; asked 600 times`. */
export function figureOf({ faults, says }: Outcome): string {
  return [...Object.entries(faults).map(([name, count]) => `${name} ${count}`), says].join('; ');
}
