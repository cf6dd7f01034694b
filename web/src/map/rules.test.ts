import type { PositionResource } from '@airside/contracts';
import { describe, expect, test } from 'vitest';
import { clampView, clusterDots, nearest, placeOf, shortWay, takeSights, viewOf, withoutOverlap } from './rules.ts';

const sight = (lon: number, lat: number, departure_id = 1): PositionResource => ({
  flight_id: 'FL001',
  departure_id,
  lat,
  lon,
  altitude_ft: 36_000,
  heading: 90,
  ground_speed_kt: 450,
  at: '2026-11-21T10:00:00Z',
});

describe('an aircraft', () => {
  test('moves from where it was drawn to where it was seen, and not beyond', () => {
    const first = takeSights(new Map(), { positions: [sight(10, 50)], landed: [] }, 0);
    const second = takeSights(first, { positions: [sight(12, 51)], landed: [] }, 2000);
    const [aircraft] = second.values();
    expect(aircraft && placeOf(aircraft, 2000)).toEqual([10, 50]);
    expect(aircraft && placeOf(aircraft, 2600)).toEqual([11, 50.5]);
    expect(aircraft && placeOf(aircraft, 9000)).toEqual([12, 51]);
    expect(aircraft?.trail).toEqual([
      [10, 50],
      [12, 51],
    ]);
  });

  test('goes over the date line the short way', () => {
    expect(shortWay(179, -179)).toBe(2);
    expect(shortWay(-179, 179)).toBe(-2);
    const sky = takeSights(
      takeSights(new Map(), { positions: [sight(179, 0)], landed: [] }, 0),
      { positions: [sight(-179, 0)], landed: [] },
      1000,
    );
    const [aircraft] = sky.values();
    expect(Math.abs((aircraft && placeOf(aircraft, 1600)[0]) ?? 0)).toBe(180);
  });

  test('is gone when it has landed', () => {
    const sky = takeSights(new Map(), { positions: [sight(1, 1, 1), sight(2, 2, 2)], landed: [] }, 0);
    expect([...takeSights(sky, { positions: [], landed: [1] }, 1).keys()]).toEqual([2]);
  });
});

test('what is clicked is the nearest, and nothing where nothing is near', () => {
  const items = [
    ['a', 0, 0],
    ['b', 10, 0],
  ] as const;
  expect(nearest(items, [7, 0], 12)).toBe('b');
  expect(nearest(items, [100, 0], 12)).toBeUndefined();
});

test('airports that would cover each other are one dot, named by the busiest', () => {
  const dot = (iata: string, x: number, flights: number) => ({ iata, city: iata, x, y: 0, flights });
  const clusters = clusterDots([dot('LTN', 0, 2), dot('LHR', 3, 9), dot('BER', 90, 1)], 12);
  expect(clusters.map(({ flights, members }) => [members[0]?.iata, members.length, flights])).toEqual([
    ['LHR', 2, 11],
    ['BER', 1, 1],
  ]);
});

test('a view stays on the map and holds what it is of', () => {
  expect(clampView({ lon: 190, lat: 89, zoom: 1 })).toEqual({ lon: -170, lat: 0, zoom: 1 });
  const { lon, zoom } = viewOf([
    [170, 10],
    [-170, 20],
  ]);
  expect(Math.abs(lon)).toBe(180);
  expect(zoom).toBeGreaterThan(4);
});

test('a name that would cover one before it is left out', () => {
  const box = (left: number, top = 0) => ({ left, top, width: 50, height: 14 });
  expect(withoutOverlap([box(0), box(40), box(60), box(40, 20)])).toEqual([true, false, true, true]);
});
