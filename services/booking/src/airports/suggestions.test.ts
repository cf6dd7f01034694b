import { beforeAll, describe, expect, test } from 'vitest';
import { loadAirports } from './open-data.ts';
import type { Airports } from './rules.ts';
import { suggestAirports } from './suggestions.ts';

describe('suggestions of airports', () => {
  let airports: Airports;
  beforeAll(async () => {
    airports = await loadAirports();
  });
  const codes = (text: string, limit = 8) => suggestAirports(airports, text, limit).map(({ iata }) => iata);

  test('begin with the airports of the code', () => {
    expect(codes('ltn')[0]).toBe('LTN');
    expect(codes('rom').slice(0, 2)).toEqual(['CIA', 'FCO']);
  });

  test('are all airports of a city that is typed out, before cities whose names go on', () => {
    expect(codes('London').slice(0, 6).toSorted()).toEqual(['LCY', 'LGW', 'LHR', 'LTN', 'SEN', 'STN']);
    expect(codes('vienna')[0]).toBe('VIE');
  });

  test('follow the beginning of a name, without accents and in other languages', () => {
    expect(codes('chisin')).toEqual(['RMO']);
    expect(codes('Bucureș')).toContain('OTP');
    expect(codes('wie')).toContain('VIE');
  });

  test('are at most so many, and none for a name that nobody has', () => {
    expect(codes('san', 5)).toHaveLength(5);
    expect(codes('zzzzzz')).toEqual([]);
    expect(codes(' ’ ')).toEqual([]);
  });

  test('say where an airport is and which time it has', () => {
    expect(suggestAirports(airports, 'RMO', 1)).toEqual([
      expect.objectContaining({ city: 'Chisinau', country: 'MD', timeZone: 'Europe/Chisinau' }),
    ]);
  });
});
