import { findPrometheus, programCache, type PrometheusPrograms, receiversFor } from '@airside/local-stack';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { alertCases } from './alert-cases.ts';
import { alertOf, type AlertRule, type Pace, paces, promtoolTests } from './promtool-tests.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const rulesDir = join(root, 'prometheus/rules');
const ruleFiles = readdirSync(rulesDir).map((file) => join(rulesDir, file));
const groups = ruleFiles.flatMap(
  (file) => (parse(readFileSync(file, 'utf8')) as { groups: { rules: object[] }[] }).groups,
);
const alerts = groups.flatMap(({ rules }) => rules).filter((rule): rule is AlertRule => 'alert' in rule);

const dir = mkdtempSync(join(tmpdir(), 'airside-promtool-'));
let programs: PrometheusPrograms;

beforeAll(async () => {
  programs = await findPrometheus(programCache, { log: () => undefined, signal: new AbortController().signal });
}, 180_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('Prometheus and Alertmanager take their configuration', async () => {
  await expect(
    run(programs.promtool, ['check', 'config', join(root, 'prometheus/prometheus.yml')]),
  ).resolves.toBeDefined();
  await expect(
    run(programs.amtool, ['check-config', join(root, 'prometheus/alertmanager.yml')]),
  ).resolves.toBeDefined();
  const withWebhooks = join(dir, 'alertmanager.yml');
  const urls = { page: 'http://127.0.0.1:9/page', ticket: 'https://chat.example/hook?token=a"b' };
  writeFileSync(withWebhooks, receiversFor(readFileSync(join(root, 'prometheus/alertmanager.yml'), 'utf8'), urls));
  await expect(run(programs.amtool, ['check-config', withWebhooks])).resolves.toBeDefined();
});

test('every alert fires when it should, and not when it should not', async () => {
  expect(new Set(Object.keys(alertCases).map(alertOf))).toEqual(new Set(alerts.map(({ alert }) => alert)));
  const files = (Object.keys(paces) as Pace[]).map((pace) => {
    const file = join(dir, `${pace}.yml`);
    writeFileSync(file, promtoolTests(alerts, ruleFiles, pace));
    return file;
  });
  const outcome = await run(programs.promtool, ['test', 'rules', ...files]).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  expect(outcome.stderr).toBe('');
  expect(outcome.stdout).toContain('SUCCESS');
}, 300_000);

test('the rules of the objectives are as their program writes them', async () => {
  await expect(run(process.execPath, ['prometheus/src/main.ts', '--check'], { cwd: root })).resolves.toBeDefined();
});

test('every alert says how bad it is, and names an entry of the failure modes that there is', () => {
  const headings = readFileSync(join(root, 'docs/failure-modes.md'), 'utf8').match(/^## .+$/gm) ?? [];
  const anchors = new Set(headings.map((heading) => `docs/failure-modes.md#${anchorOf(heading.slice(3))}`));
  for (const { alert, labels, annotations } of alerts) {
    expect(['page', 'ticket'], alert).toContain(labels?.['severity']);
    expect(annotations?.['summary'], alert).not.toBe('');
    expect(anchors, alert).toContain(annotations?.['runbook']);
  }
});

/** As GitHub makes them. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
