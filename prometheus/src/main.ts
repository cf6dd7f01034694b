import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { sloGroups } from './slo.ts';

// `npm run rules` writes rules/slo.yml; with --check it only says whether the file is what it would write.

const file = join(import.meta.dirname, '../rules/slo.yml');
const text = `# Written by \`npm run rules\` from prometheus/src/slo.ts.\n${stringify(sloGroups(), { lineWidth: 0 })}`;

if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text) {
  console.error('prometheus/rules/slo.yml is not what prometheus/src/slo.ts says; npm run rules');
  process.exit(1);
}
