import type { Db } from '@airside/postgres';
import { type Background, type Logger, repeat } from '@airside/service';
import { listEnabledRules, type RuleContent } from './queries.ts';

export type CachedRule = RuleContent & { id: number };

/** The enabled rules, as of at most a second ago. */
export type RuleCache = {
  /** Undefined where what is known is older: the database has not answered lately. */
  current(): readonly CachedRule[] | undefined;
  refresh(): Promise<void>;
};

/** Together with the time of a query well below the second after which an edited rule holds. */
const refreshEverySeconds = 0.4;
const longestAgeMs = 900;

/** `clock` is monotonic milliseconds. */
export function createRuleCache(db: Db, clock: () => number): RuleCache {
  let known: { rules: readonly CachedRule[]; asOfMs: number } | undefined;
  return {
    current: () => (known !== undefined && clock() - known.asOfMs < longestAgeMs ? known.rules : undefined),
    async refresh() {
      // What is read is at least as new as the moment of asking.
      const asOfMs = clock();
      const rules = await listEnabledRules(db);
      if (known === undefined || known.asOfMs <= asOfMs) known = { rules, asOfMs };
    },
  };
}

export function keepFresh(cache: RuleCache, logger: Logger): Background {
  return repeat('reading the rules', refreshEverySeconds, () => cache.refresh(), logger);
}
