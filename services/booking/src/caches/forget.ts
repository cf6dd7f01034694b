import { type AirsideEvent, Problem } from '@airside/contracts';
import { type BusMember, subscribe, type Subscription } from '@airside/events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Airports } from '../airports/rules.ts';
import type { CacheDeps } from './cached-answer.ts';
import type { Route } from '../flights/rules.ts';
import { groupsOfEvent, groupsOfFlight } from './groups.ts';

/** However much is sold, answers of a market live at least this long, in milliseconds: else no search would find one. */
const restMs = 250;

/** Makes every answer of the groups old that was filled from data before now. Throws when Redis or the primary does not answer. */
async function forgetGroups({ cache, cluster }: CacheDeps, groups: ReadonlySet<string>): Promise<void> {
  if (groups.size === 0) return;
  const position = await cluster.position();
  await Promise.all(Array.from(groups, (group) => cache.invalidate(group, position)));
}

/** Makes the answers old that show what the stream of flights tells of; the instances share the work. */
export function followChanges(
  bus: BusMember,
  deps: CacheDeps & { airports: Airports; stream: string; onEvents: (events: readonly AirsideEvent[]) => void },
): Subscription {
  const { stream, airports } = deps;
  return subscribe({
    ...bus,
    stream,
    group: 'booking/caches',
    async handleBatch(events: readonly AirsideEvent[]) {
      await forgetGroups(deps, new Set(events.flatMap((event) => groupsOfEvent(event, airports.find))));
      deps.onEvents(events);
      await delay(restMs);
    },
  });
}

/** Tells the cache of a change at once, so that whoever made it sees it. The event of the change tells it again, come what may. */
export type ForgetFlights = (flights: readonly (Route & { code: string })[]) => Promise<void>;

export function createForgetFlights(deps: CacheDeps & { airports: Airports }): ForgetFlights {
  return async (flights) => {
    if (!deps.cachePause.mayAsk()) return;
    try {
      await forgetGroups(deps, new Set(flights.flatMap((flight) => groupsOfFlight(flight, deps.airports.find))));
      deps.cachePause.answered();
    } catch (error) {
      if (!(error instanceof Problem)) deps.cachePause.failed();
      deps.logger.debug({ err: error }, 'cache could not be told of a change; its event will');
    }
  };
}
