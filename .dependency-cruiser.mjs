// Who may import what (docs/architecture.md). Checked by scripts/check/layers.ts, which also proves that each rule bites:
// a rule added here needs a violation planted in scripts/check/fixtures.

/** Tests and their set-up. */
const tests = '\\.test\\.ts$|(^|/)tests/';
const sqlFiles = [
  '/queries\\.ts$',
  '/main\\.ts$',
  '/migrations/',
  '^packages/(postgres|testing)/',
  '^packages/local-stack/src/postgres/',
  '^(bench|prove)/',
].join('|');

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'contracts-import-typebox',
      severity: 'error',
      from: { path: '^packages/contracts/', pathNot: tests },
      to: { pathNot: '^packages/contracts/|node_modules/typebox/' },
    },
    {
      name: 'packages-import-contracts',
      comment: 'Packages stand beside each other on the contracts; only testing may put them together.',
      severity: 'error',
      from: { path: '^packages/(?!(?:testing|events|jobs)/)([^/]+)/', pathNot: tests },
      to: { path: '^packages/', pathNot: '^packages/($1|contracts)/' },
    },
    {
      name: 'events-and-jobs-import-postgres',
      comment:
        'An event or a job leaves in the transaction of its change: both stand on the cluster, and on nothing else.',
      severity: 'error',
      from: { path: '^packages/(events|jobs)/', pathNot: tests },
      to: { path: '^packages/', pathNot: '^packages/($1|contracts|postgres)/' },
    },
    {
      name: 'packages-below-services',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(services|web|bench|prove|simulator|tests)/' },
    },
    {
      name: 'services-apart',
      comment: 'Services talk by HTTP or by events, never by import.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'services-import-packages',
      severity: 'error',
      from: { path: '^services/', pathNot: tests },
      to: { path: '^(packages/local-stack|bench|prove|simulator|web|tests)/' },
    },
    {
      name: 'bench-imports-packages',
      comment: 'But for queries: a bare loop must run the very statement that the service runs.',
      severity: 'error',
      from: { path: '^bench/' },
      to: { path: '^(services|web|tests)/', pathNot: '/queries\\.ts$' },
    },
    {
      name: 'prove-imports-packages',
      comment: 'A promise is proven from outside, as a client and an operator see it.',
      severity: 'error',
      from: { path: '^prove/', pathNot: tests },
      to: { path: '^(services|web|bench|tests)/|^packages/(?!local-stack/)' },
    },
    {
      name: 'simulator-imports-packages',
      comment: 'The simulator is an airline: it reaches the system as any feed does.',
      severity: 'error',
      from: { path: '^simulator/', pathNot: tests },
      to: { path: '^(services|web|bench|prove|tests)/|^packages/(?!(?:local-stack|contracts)/)' },
    },
    {
      name: 'etl-imports-packages',
      comment: 'The warehouse knows the services by their tables, and by nothing else.',
      severity: 'error',
      from: { path: '^etl/', pathNot: tests },
      to: { path: '^(services|web|bench|prove|simulator|tests)/' },
    },
    {
      name: 'web-imports-types-of-contracts',
      comment:
        'The app knows the server by its contract alone, and ships none of its code; the table of refusals is data.',
      severity: 'error',
      from: { path: '^web/', pathNot: tests },
      to: {
        path: '^(packages|services|bench|prove|simulator|tests)/',
        pathNot: '^packages/contracts/src/problems\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'web-imports-contracts',
      severity: 'error',
      from: { path: '^web/', pathNot: tests },
      to: { path: '^(services|bench|prove|simulator|tests)/|^packages/(?!contracts/)' },
    },
    {
      name: 'testing-in-tests-only',
      severity: 'error',
      from: { pathNot: `${tests}|^packages/testing/` },
      to: { path: '^packages/testing/' },
    },
    {
      name: 'rules-import-contracts',
      severity: 'error',
      from: { path: '^(?:packages|services|etl)/([^/]+)/.+/rules\\.ts$' },
      to: { path: '^packages/', pathNot: '^packages/($1|contracts)/' },
    },
    {
      name: 'rules-are-pure',
      comment: 'A rule decides; it reads nothing, writes nothing and asks nobody, nor does anything it imports.',
      severity: 'error',
      from: { path: '/rules\\.ts$' },
      to: {
        path: [
          '/(queries|routes)\\.ts$',
          'node_modules/(pg|knex|ioredis|fastify|undici|pino)/',
          '^(node:)?(fs|https?|net|child_process|timers)(/|$)',
        ],
        reachable: true,
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
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
