import type { Expected } from './rules.ts';
import type { AlertScene } from './scene.ts';

/** A fault that is there: what is to fire now, and how it is mended. What comes of that may be a fault of its own. */
export type Stage = {
  expects: readonly Expected[];
  /** Longest wait until all fire beyond what the rules wait for themselves, in milliseconds. */
  withinMs: number;
  mend(): Promise<Stage | undefined>;
};

export type Fault = {
  /** What is done, for people. */
  words: string;
  cause(scene: AlertScene): Promise<Stage>;
};

/** A stage after whose mending all is well. */
export function lastStage(expects: readonly Expected[], withinMs: number, mend: () => Promise<unknown> | void): Stage {
  return {
    expects,
    withinMs,
    async mend() {
      await mend();
      return undefined;
    },
  };
}
