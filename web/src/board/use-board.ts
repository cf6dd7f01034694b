import type { BoardReady, BoardUpdate, FlightResource } from '@airside/contracts';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useReducer, useState } from 'react';
import { useCall } from '../app/deps.ts';
import { useEvents } from '../live/use-events.ts';
import { boardQuery } from './calls.ts';
import { type Flights, keepFlight, type Side } from './rules.ts';

const keepAll = (flights: Flights, news: readonly FlightResource[]): Flights => news.reduce(keepFlight, flights);

/** All that is known of the flights of a board, kept up to date; `changed` is what has changed lately. */
export function useBoard({ airport, side }: { airport: string | undefined; side: Side }) {
  const { data, error, refetch } = useQuery(boardQuery(useCall(), { airport, side }));
  const [flights, take] = useReducer(keepAll, new Map());
  const [changed, setChanged] = useState<FlightResource>();
  useEffect(() => {
    if (data !== undefined) take(data.flights);
  }, [data]);

  const contact = useEvents('/api/board/stream', {
    ready(ready) {
      if (!(ready as BoardReady).resumed) void refetch();
    },
    flight(update) {
      const flight = (update as BoardUpdate).flight as FlightResource | undefined;
      if (flight === undefined) return;
      take([flight]);
      setChanged(flight);
    },
  });
  return { flights, isLoaded: data !== undefined, error, refetch, contact, changed };
}
