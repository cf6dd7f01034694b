import { describe, expect, test } from 'vitest';
import { itineraryQuery, readSearch, searchFaults } from './rules.ts';

describe('the address of a search', () => {
  test('keeps what makes sense and drops the rest', () => {
    const raw = { from: ' RMO ', to: 'London', date: '2026-12-01', passengers: 2, stops: 0, sort: 'duration', page: 3 };
    expect(readSearch(raw)).toEqual({ ...raw, from: 'RMO' });
    expect(
      readSearch({
        from: '',
        to: 7,
        date: '2026-13-01',
        passengers: 40,
        stops: 9,
        sort: 'luck',
        cabin: 'roof',
        page: 0,
      }),
    ).toEqual({});
  });

  test('says nothing of what is as usual', () => {
    expect(readSearch({ passengers: 1, sort: 'price', cabin: 'economy', page: 1 })).toEqual({});
  });

  test('is asked only once it says where from, where to and when', () => {
    expect(itineraryQuery({ from: 'RMO', to: 'LTN' })).toBeUndefined();
    expect(itineraryQuery({ from: 'RMO', to: 'LTN', date: '2026-12-01', stops: 0 })).toMatchObject({
      passengers: 1,
      maxStops: 0,
      sort: 'price',
      page: 1,
    });
  });
});

test('a form names everything that is missing, and no way from a place to itself or into the past', () => {
  const today = '2026-11-22';
  expect(searchFaults({ from: '', to: ' ', date: 'x' }, today)).toEqual(['from', 'to', 'date']);
  expect(searchFaults({ from: 'RMO', to: 'rmo ', date: '2026-11-21' }, today)).toEqual(['same', 'date']);
  expect(searchFaults({ from: 'RMO', to: 'LTN', date: today }, today)).toEqual([]);
});
