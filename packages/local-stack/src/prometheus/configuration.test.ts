import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from '../stack/places.ts';
import { configurationFor } from './configuration.ts';

const text = readFileSync(join(checkout, 'prometheus/prometheus.yml'), 'utf8');
const ports = { gateway: 4100, discovery: 5107, prometheus: 9190, alertmanager: 9193 };

test('every address of the checkout is one of the stack, also where its ports are the usual ones of others', () => {
  const written = configurationFor(text, ports);
  const found = [...written.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port));
  expect(new Set(found)).toEqual(new Set(Object.values(ports)));
  const swapped = configurationFor(text, { ...ports, gateway: 5000, discovery: 4000 });
  expect(swapped).toContain('http://127.0.0.1:4000/prometheus/targets');
});

test('with the usual ports it is the file as it is', () => {
  expect(configurationFor(text, { gateway: 4000, discovery: 5000, prometheus: 9090, alertmanager: 9093 })).toBe(text);
});
