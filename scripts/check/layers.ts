import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

// Checks who imports what, and that the check sees: no modules found is a failure, and so is a planted violation that goes unnoticed.

type Cruise = {
  summary: { totalCruised: number; violations: { rule: { name: string }; from: string; to: string }[] };
  modules: { dependencies: { module: string; resolved: string }[] }[];
};

const root = join(import.meta.dirname, '../..');
const config = join(root, '.dependency-cruiser.mjs');

function cruise(folder: string, targets: string[]): Cruise {
  const binary = join(root, 'node_modules/.bin/depcruise');
  const { stdout, stderr } = spawnSync(binary, ['--config', config, '--output-type', 'json', ...targets], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser said no JSON:\n${stdout}${stderr}`);
  return JSON.parse(stdout) as Cruise;
}

function faults(): string[] {
  const found: string[] = [];
  const planted = cruise(join(import.meta.dirname, 'fixtures'), ['services']).summary.violations.map(
    ({ rule }) => rule.name,
  );
  for (const name of ['services-apart', 'rules-are-pure']) {
    if (!planted.includes(name)) found.push(`the planted violation of ${name} went unnoticed: the check is blind`);
  }
  const { summary, modules } = cruise(root, ['packages', 'services', 'bench', 'tests']);
  if (summary.totalCruised < 50) found.push(`only ${summary.totalCruised} modules seen: the check is blind`);
  const ours = modules
    .flatMap(({ dependencies }) => dependencies)
    .filter(({ module }) => module.startsWith('@airside/'));
  const unresolved = ours.filter(({ resolved }) => !/^(packages|services)\//.test(resolved));
  if (ours.length === 0 || unresolved.length > 0)
    found.push(`imports of our own packages are not followed: ${unresolved[0]?.module ?? 'none seen'}`);
  for (const { rule, from, to } of summary.violations) found.push(`${rule.name}: ${from} → ${to}`);
  if (found.length === 0) console.log(`${summary.totalCruised} modules, no violation; planted violations caught`);
  return found;
}

const found = faults();
for (const fault of found) console.error(fault);
process.exitCode = found.length === 0 ? 0 : 1;
