import type { FlightResource } from '@airside/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useApp } from '../app/deps.ts';
import { seatMapQuery } from './calls.ts';
import { applyChanges } from './seats.ts';

/** The seats of a departure, kept up to date while others take them. */
export function useSeatMap(flight: FlightResource) {
  const { call, live } = useApp();
  const cache = useQueryClient();
  const { flight_id: code, departure_id: departureId } = flight;
  const query = seatMapQuery(call, String(departureId));

  useEffect(() => {
    const { queryKey } = seatMapQuery(call, String(departureId));
    return live.watchSeats(code, {
      onChange(update) {
        if (update.departure_id !== departureId) return;
        cache.setQueryData(queryKey, (map) => (map === undefined ? undefined : applyChanges(map, update)));
      },
      onReload: () => void cache.invalidateQueries({ queryKey }),
    });
  }, [call, live, cache, code, departureId]);
  return useQuery(query);
}
