import { expect, test } from 'vitest';
import { readWords } from './words.ts';

test('a table says what it is in the comment above it, a column in the one above or behind it', () => {
  const words = readWords(`-- Where messages go.
-- One row for each device.
create table device (
  id integer primary key,
  -- The token of the
  -- provider.
  address text not null,
  kind text, -- fcm or webpush
  check (kind <> '')
);

-- Not of a table.
insert into device values (1);
alter table device
  -- When it was seen last.
  add column seen_at timestamptz;`);
  expect(Object.fromEntries(words)).toEqual({
    device: 'Where messages go. One row for each device.',
    'device.address': 'The token of the provider.',
    'device.kind': 'fcm or webpush',
    'device.seen_at': 'When it was seen last.',
  });
});
