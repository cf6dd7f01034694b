import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Checks who imports what, and each time that the check sees: the tree in fixtures/ breaks every rule, in files that say which.

type Cruise = {
  summary: {
    violations: { rule: { name: string }; from: string; to: string }[];
    ruleSetUsed: { forbidden: { name: string }[] };
  };
  modules: { source: string; dependencies: { module: string; resolved: string }[] }[];
};

const root = join(import.meta.dirname, '../..');
const folders = ['packages', 'services', 'bench', 'prove', 'simulator', 'etl', 'deploy', 'web/src', 'tests'];

function cruise(folder: string): Cruise {
  const targets = folders.filter((name) => existsSync(join(folder, name)));
  const args = ['--config', join(root, '.dependency-cruiser.mjs'), '--output-type', 'json', ...targets];
  const { stdout, stderr } = spawnSync(join(root, 'node_modules/.bin/depcruise'), args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser said no JSON:\n${stdout}${stderr}`);
  return JSON.parse(stdout) as Cruise;
}

/** The planted tree as a checkout of its own, its packages linked into node_modules as npm links ours. */
function plant(): string {
  const folder = mkdtempSync(join(tmpdir(), 'airside-layers-'));
  cpSync(join(import.meta.dirname, 'fixtures'), folder, { recursive: true });
  mkdirSync(join(folder, 'node_modules/@airside'), { recursive: true });
  symlinkSync(join(root, 'node_modules/pg'), join(folder, 'node_modules/pg'));
  for (const member of globSync('{packages,services}/*', { cwd: folder })) {
    const name = `@airside/${member.split('/')[1]}`;
    writeFileSync(
      join(folder, member, 'package.json'),
      JSON.stringify({ name, type: 'module', exports: './src/index.ts' }),
    );
    symlinkSync(join(folder, member), join(folder, 'node_modules', name));
  }
  return folder;
}

function blindSpots(): string[] {
  const folder = plant();
  try {
    const { violations, ruleSetUsed } = cruise(folder).summary;
    const found = new Set(violations.map(({ rule, from }) => `${rule.name} in ${from}`));
    const planted = new Set(
      globSync('{packages,services,bench,prove,simulator,etl,web}/**/*.{ts,tsx}', { cwd: folder }).flatMap((file) => {
        const name = /^\/\/ violates: (\S+)/.exec(readFileSync(join(folder, file), 'utf8'))?.[1];
        return name === undefined ? [] : [`${name} in ${file}`];
      }),
    );
    const unproven = ruleSetUsed.forbidden
      .map(({ name }) => name)
      .filter((name) => ![...planted].some((one) => one.startsWith(`${name} in `)));
    return [
      ...unproven.map((name) => `no violation of ${name} is planted: add one to scripts/check/fixtures`),
      ...[...planted].filter((one) => !found.has(one)).map((one) => `planted violation not noticed: ${one}`),
      ...[...found].filter((one) => !planted.has(one)).map((one) => `planted tree: allowed import refused: ${one}`),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function violations(): string[] {
  const { summary, modules } = cruise(root);
  const seen = new Set(modules.map(({ source }) => source));
  const files = globSync(`{${folders.join(',')}}/**/*.{ts,tsx}`, {
    cwd: root,
    exclude: ['**/node_modules/**'],
  });
  const own = modules
    .flatMap(({ dependencies }) => dependencies)
    .filter(({ module }) => module.startsWith('@airside/'));
  const lost = own
    .filter(({ resolved }) => !/^(packages|services|prove|simulator|etl|deploy)\//.test(resolved))
    .map(({ module }) => module);
  const found = [
    ...files.filter((file) => !seen.has(file)).map((file) => `not seen by dependency-cruiser: ${file}`),
    ...Array.from(new Set(lost), (module) => `import of our own not followed: ${module}`),
    ...summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
  ];
  if (files.length === 0) found.push('no modules found');
  if (found.length === 0) console.log(`${files.length} modules, no violation; all planted violations noticed`);
  return found;
}

const faults = [...blindSpots(), ...violations()];
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
