import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { foldName } from './names.ts';
import { loadAirports } from './open-data.ts';
import { type AirportRecord, type Airports, indexAirports } from './rules.ts';

describe('names', () => {
  test('are the same whatever their case, accents and spaces', () => {
    for (const name of ['Chișinău', 'Chişinău', ' CHISINAU ', 'chisinau']) expect(foldName(name)).toBe('chisinau');
    expect(foldName('İstanbul')).toBe('istanbul');
    expect(foldName('Diyarbakır')).toBe('diyarbakir');
    expect(foldName('Łódź')).toBe('lodz');
    expect(foldName('Saint-Étienne')).toBe(foldName('saint etienne'));
  });

  test('do not change when folded again', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => foldName(foldName(name)) === foldName(name)));
  });
});

describe('the open data with our city table', () => {
  let airports: Airports;
  beforeAll(async () => {
    airports = await loadAirports();
  });
  const codes = (name: string) => airports.find(name)?.airports;

  test('a city means all its airports, a code one', () => {
    expect(codes('London')).toEqual(['LCY', 'LGW', 'LHR', 'LTN', 'SEN', 'STN']);
    expect(codes('ltn')).toEqual(['LTN']);
    expect(codes('Tokyo')).toEqual(['HND', 'NRT']);
    expect(codes('Paris')).toContain('ORY');
    expect(codes('rome')).toEqual(['CIA', 'FCO']);
  });

  test('Chisinau is RMO by its name, its spellings and its former code', () => {
    for (const name of ['Chisinau', 'Chişinău', 'rmo', 'KIV']) expect(codes(name)).toEqual(['RMO']);
  });

  test('a place inside a city is found too', () => {
    expect(codes('Narita')).toEqual(['NRT']);
    expect(codes('arnavutkoy')).toEqual(['IST']);
    expect(codes('Nowhere')).toBeUndefined();
    expect(codes('')).toBeUndefined();
  });

  test('every name of an airport lies in one market area', () => {
    const area = (name: string) => airports.find(name)?.area;
    expect(new Set(['London', 'LTN', 'stn', 'LON'].map(area)).size).toBe(1);
    expect(area('Narita')).toBe(area('Tokyo'));
    expect(area('London')).not.toBe(area('Paris'));
  });

  test('a route is domestic where both ends are known and in one country', () => {
    const isDomestic = (origin: string, destination: string) => airports.isDomestic({ origin, destination });
    expect([isDomestic('DAL', 'LAX'), isDomestic('RMO', 'LTN'), isDomestic('QQQ', 'QQQ')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('airports that the zone data lacks take the zone of their neighbour', () => {
    expect(airports.zoneOf('RMO')).toBe('Europe/Chisinau');
    expect(airports.zoneOf('BER')).toBe('Europe/Berlin');
    expect(airports.zoneOf('IST')).toBe('Europe/Istanbul');
    expect(airports.zoneOf('NRT')).toBe('Asia/Tokyo');
    expect(airports.zoneOf('PHX')).toBe('America/Phoenix');
    expect(() => airports.zoneOf('QQQ')).toThrow(RangeError);
  });
});

test('whatever names airports share, one name never spans two areas', () => {
  const letters = ['a', 'b', 'c', 'd', 'e', 'f'];
  const record = (iata: string, names: string[]): AirportRecord => ({
    iata,
    name: iata,
    country: 'XX',
    municipality: names.join('/'),
    latitude: 0,
    longitude: 0,
  });
  fc.assert(
    fc.property(fc.array(fc.subarray(letters), { minLength: 1, maxLength: 8 }), (sets) => {
      const records = sets.map((names, index) => record(`AA${String.fromCodePoint(65 + index)}`, names));
      const airports = indexAirports(records, {}, []);
      for (const letter of letters) {
        const place = airports.find(letter);
        for (const code of place?.airports ?? []) expect(airports.find(code)?.area).toBe(place?.area);
      }
    }),
  );
});
