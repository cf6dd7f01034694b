import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventsFile, renderEvents } from './render-events.ts';

test('docs/events.md says what the contracts say (else run: node scripts/docs/events.ts)', () => {
  expect(readFileSync(eventsFile, 'utf8')).toBe(renderEvents());
});
