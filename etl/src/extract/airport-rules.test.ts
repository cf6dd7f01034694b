import { expect, test } from 'vitest';
import { placeInZones } from './airport-rules.ts';

const at = (code: string, country: string, latitude: number, longitude: number) => ({
  code,
  name: code,
  city: code,
  country,
  latitude,
  longitude,
});

test('an airport without a zone takes that of the nearest one in its country', () => {
  const placed = placeInZones(
    [at('BER', 'DE', 52.4, 13.5), at('FRA', 'DE', 50, 8.6), at('POZ', 'PL', 52.4, 16.8), at('IST', 'TR', 41.3, 28.7)],
    { FRA: 'Europe/Berlin', POZ: 'Europe/Warsaw', IST: '\\N' },
  );
  expect(placed.map(({ code, zone }) => [code, zone])).toEqual([
    ['BER', 'Europe/Berlin'],
    ['FRA', 'Europe/Berlin'],
    ['POZ', 'Europe/Warsaw'],
    ['IST', 'Europe/Warsaw'],
  ]);
});

test('an airport is known by its present code', () => {
  expect(placeInZones([at('KIV', 'MD', 47, 29)], { KIV: 'Europe/Chisinau' })[0]).toMatchObject({
    code: 'RMO',
    zone: 'Europe/Chisinau',
  });
});
