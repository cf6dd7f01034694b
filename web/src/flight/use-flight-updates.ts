import type { BoardUpdate, FlightResource } from '@airside/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useApp } from '../app/deps.ts';
import type { Store } from '../app/store.ts';
import type { flightQuery } from '../booking/calls.ts';
import { followEvents } from '../live/event-stream.ts';
import type { Contact } from '../live/rules.ts';
import { changesQuery } from './calls.ts';
import { flightInUpdate, newerFlight } from './rules.ts';

/** What was heard last: in the airline's words, and as the flight is since, where it is about that. */
export type Heard = { text: string; flight: FlightResource | undefined };
export type FlightNews = { contact: Pick<Store<Contact>, 'get' | 'subscribe'> | undefined; news: Heard | undefined };

type Shown = { code: string; departureId: number; queryKey: ReturnType<typeof flightQuery>['queryKey'] };

/**
 * Keeps a departure up to date: by its room for whoever is subscribed, who then misses nothing over a cut; else by the public
 * board. Answers the last piece of news, to be read out.
 */
export function useFlightUpdates({ code, departureId, queryKey }: Shown, isSubscribed: boolean): FlightNews {
  const { call, live } = useApp();
  const cache = useQueryClient();
  const [news, setNews] = useState<Heard>();
  const [contact, setContact] = useState<FlightNews['contact']>();
  const keyText = JSON.stringify(queryKey);

  useEffect(() => {
    const key = JSON.parse(keyText) as typeof queryKey;
    const { queryKey: changesKey } = changesQuery(call, departureId);

    function take(update: string, flight: unknown): void {
      const heard = flightInUpdate(flight, departureId);
      if (heard !== undefined) {
        cache.setQueryData<FlightResource>(key, (known) => newerFlight(known, heard));
        void cache.invalidateQueries({ queryKey: changesKey });
      }
      setNews({ text: update, flight: heard });
    }
    function reload(): void {
      void cache.invalidateQueries({ queryKey: key });
      void cache.invalidateQueries({ queryKey: changesKey });
    }

    if (isSubscribed) {
      setContact(live.contact);
      return live.followFlight(code, {
        onUpdate: ({ update, flight }) => {
          if (flight === undefined || flightInUpdate(flight, departureId) !== undefined) take(update, flight);
        },
        onReload: reload,
      });
    }
    const stream = followEvents(
      () => new EventSource('/api/board/stream'),
      {
        ready: (data) => ((data as { resumed: boolean }).resumed ? undefined : reload()),
        flight: (data) => {
          const { update, flight } = data as BoardUpdate;
          if (flightInUpdate(flight, departureId) !== undefined) take(update, flight);
        },
      },
      { nowMs: () => performance.now(), random: () => Math.random() },
    );
    setContact(stream.contact);
    return () => stream.close();
  }, [call, live, cache, code, departureId, keyText, isSubscribed]);
  return { contact, news };
}
