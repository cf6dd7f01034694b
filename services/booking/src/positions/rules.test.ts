import { expect, test } from 'vitest';
import { parseBox } from './rules.ts';

test('a box is four numbers in their bounds, west first', () => {
  expect(parseBox('-10,35.5,30,60')).toEqual({ west: -10, south: 35.5, east: 30, north: 60 });
  // Across the date line.
  expect(parseBox('170,-10,-170,10')).toEqual({ west: 170, south: -10, east: -170, north: 10 });
  for (const bad of ['', '1,2,3', '1,2,3,4,5', 'a,b,c,d', ',,,', '0,50,10,40', '-181,0,0,1', '0,-91,0,1', '0,0,0,NaN'])
    expect(parseBox(bad)).toBeUndefined();
});
