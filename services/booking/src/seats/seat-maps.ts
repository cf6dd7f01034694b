import type { AircraftType, Cabin } from '@airside/contracts';
import type { SeatMap } from './layout.ts';
import { a320 } from './maps/a320.ts';
import { a321 } from './maps/a321.ts';
import { b738 } from './maps/b738.ts';
import { b789 } from './maps/b789.ts';
import { e190 } from './maps/e190.ts';

export const seatMaps: Readonly<Record<AircraftType, SeatMap>> = {
  A320: a320,
  A321: a321,
  B738: b738,
  E190: e190,
  B789: b789,
};

/** The map of a type. Throws for one that we have none of; contracts let none in. */
export function seatMapOf(aircraftType: string): SeatMap {
  const map = seatMaps[aircraftType as AircraftType] as SeatMap | undefined;
  if (map === undefined) throw new Error(`there is no seat map of ${aircraftType}`);
  return map;
}

/** The cabin in whose rows a seat is; economy for what is on no map. */
export function cabinOfSeat(aircraftType: string, name: string): Cabin {
  const row = Number.parseInt(name, 10);
  const { cabins } = seatMapOf(aircraftType);
  return cabins.find(({ firstRow, lastRow }) => firstRow <= row && row <= lastRow)?.cabin ?? 'economy';
}
