import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from '../stack/places.ts';
import { receiversFor } from './receivers.ts';

const text = readFileSync(join(checkout, 'prometheus/alertmanager.yml'), 'utf8');

test('each receiver gets its own webhook, and none where none is given', () => {
  const both = receiversFor(text, { page: 'https://pager.example/in?key="1"', ticket: 'http://127.0.0.1:9/t' });
  expect(both).toContain('  - name: page\n    webhook_configs:\n      - url: "https://pager.example/in?key=\\"1\\""\n');
  expect(both).toContain('  - name: ticket\n    webhook_configs:\n      - url: "http://127.0.0.1:9/t"\n');
  expect(receiversFor(text, { page: 'http://127.0.0.1:9/p' }).match(/webhook_configs/g)).toHaveLength(1);
  expect(receiversFor(text, {})).toBe(text);
});
