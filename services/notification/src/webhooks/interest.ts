import { setTimeout as delay } from 'node:timers/promises';
import { wantsType } from './rules.ts';

/** How often the registered types are looked at, in milliseconds. */
const lookEveryMs = 250;
/** What was seen longer ago is not relied on, in milliseconds. */
const goodForMs = 1000;

/** Which events any webhook may want, so that the others cost no transaction. */
export type Interest = {
  /** True where some webhook wants the type, and where it is not known: the database has not answered lately. */
  mayWant(type: string): boolean;
  /** Resolves when every instance knows, or does not rely on, what was registered before the call. */
  whenKnown(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
};

/** `now` is monotonic milliseconds. */
export function createInterest({
  list,
  now,
}: {
  list: () => Promise<readonly { types: readonly string[] }[]>;
  now: () => number;
}): Interest {
  const stopped = new AbortController();
  let types: readonly string[] = [];
  let seenAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;

  async function look(): Promise<void> {
    while (!stopped.signal.aborted) {
      const began = now();
      // A look that fails leaves what was seen to grow old, and old means: not known.
      await list().then(
        (webhooks) => {
          types = webhooks.flatMap((webhook) => webhook.types);
          seenAt = began;
        },
        () => undefined,
      );
      await delay(lookEveryMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }

  return {
    mayWant: (type) => now() - seenAt > goodForMs || wantsType(types, type),
    whenKnown: () => delay(goodForMs, undefined, { signal: stopped.signal }).catch(() => undefined),
    start: () => {
      running ??= look();
    },
    async stop() {
      stopped.abort();
      await running;
    },
  };
}
