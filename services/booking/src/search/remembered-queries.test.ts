import { SearchQuery } from '@airside/contracts';
import { validatorCompiler } from '@airside/service';
import { expect, test } from 'vitest';
import { rememberQueries } from './remembered-queries.ts';

const route = { schema: SearchQuery, method: 'GET', url: '/', httpPart: 'querystring' };
const good = { from: 'RMO', to: 'London', passengers: '2' };

test('equal queries become one object, with texts converted as ever; faults are found each time', () => {
  const validate = rememberQueries(validatorCompiler)(route);
  const first = validate({ ...good }) as { value: object };
  expect(first).toEqual({ value: { from: 'RMO', to: 'London', passengers: 2 } });
  expect((validate({ ...good }) as { value: object }).value).toBe(first.value);
  expect((validate({ ...good, to: 'london' }) as { value: object }).value).not.toBe(first.value);
  const faulty = { ...good, passengers: '0' };
  expect(validate(faulty)).toMatchObject({ error: { status: 400 } });
  expect(validate(faulty)).toMatchObject({ error: { status: 400 } });
});

test('more queries than there is room for are validated all the same', () => {
  const validate = rememberQueries(validatorCompiler)(route);
  for (let n = 0; n < 5000; n += 1) {
    expect(validate({ from: `City ${n}`, to: 'London' })).toEqual({ value: { from: `City ${n}`, to: 'London' } });
  }
});
