// Who may import what (docs/architecture.md). Checked by scripts/check/layers.ts, which also proves that each rule bites.

const tests = '(\\.test\\.ts$|^tests/)';
const sqlFiles =
  '(/queries\\.ts$|/migrate\\.ts$|/main\\.ts$|^packages/postgres/|^packages/testing/|^packages/local-stack/src/postgres/|^bench/)';

/** A package may import only the packages named. */
const packageMayImport = (name, ...allowed) => ({
  name: `packages-${name}`,
  severity: 'error',
  from: { path: `^packages/${name}/`, pathNot: tests },
  to: { path: '^(packages|services|web|bench)/', pathNot: `^packages/(${[name, ...allowed].join('|')})/` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'contracts-typebox-only',
      severity: 'error',
      from: { path: '^packages/contracts/', pathNot: tests },
      to: { dependencyTypesNot: ['local'], pathNot: '^node_modules/typebox/' },
    },
    packageMayImport('contracts'),
    packageMayImport('service', 'contracts'),
    packageMayImport('postgres', 'contracts'),
    packageMayImport('redis', 'contracts'),
    packageMayImport('local-stack', 'contracts'),
    {
      name: 'services-apart',
      comment: 'Services talk by HTTP or by events, never by import.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'services-import-shipped-packages',
      severity: 'error',
      from: { path: '^services/', pathNot: tests },
      to: { path: '^(packages/(testing|local-stack)|bench|web)/' },
    },
    {
      name: 'testing-in-tests-only',
      severity: 'error',
      from: { pathNot: `${tests}|^packages/testing/` },
      to: { path: '^packages/testing/' },
    },
    {
      name: 'rules-are-pure',
      comment: 'A rule decides; it reads nothing, writes nothing and asks nobody.',
      severity: 'error',
      from: { path: '/[a-z-]*rules\\.ts$' },
      to: {
        path: '(/queries\\.ts$|/routes\\.ts$|node_modules/(pg|knex|ioredis|fastify|undici|pino)/|^(node:)?(fs|http|https|net|child_process|timers))',
      },
    },
    {
      name: 'sql-in-queries',
      severity: 'error',
      from: { pathNot: `${tests}|${sqlFiles}` },
      to: { path: 'node_modules/(pg|knex)/' },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
