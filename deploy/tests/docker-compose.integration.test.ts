import { ensureProgram } from '@airside/testing';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { type ComposeFile, readCompose, readEnvFile, root } from './compose-file.ts';

const program = await ensureProgram('docker-compose', ['docker-compose']);

test.skipIf(program === undefined)(
  'docker-compose takes the file, with its profiles, and gives every container the environment that our own tests read from it',
  () => {
    const variables = Object.fromEntries(
      Object.entries(readEnvFile('.env.example')).map(([name, value]) => [
        name,
        value === 'generated' ? `secret-of-${name.toLowerCase()}` : value,
      ]),
    );
    const dir = mkdtempSync(join(tmpdir(), 'airside-compose-'));
    try {
      const envFile = join(dir, 'env');
      writeFileSync(
        envFile,
        Object.entries(variables)
          .map(([name, value]) => `${name}=${value}\n`)
          .join(''),
      );
      const options = ['--env-file', envFile, '--profile', 'brokers', 'config'];
      // What the shell knows would win over the file.
      const env = { PATH: '/usr/bin:/bin' };
      const text = execFileSync(program ?? '', options, {
        cwd: root,
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const told = parse(text) as ComposeFile;
      const own = readCompose(variables);
      expect(environments(told)).toEqual(environments(own));
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  },
);

function environments(file: ComposeFile): Record<string, Record<string, string>> {
  const read = ([name, { environment = {} }]: [string, ComposeFile['services'][string]]) =>
    [name, environment] as const;
  return Object.fromEntries(Object.entries(file.services).map(read));
}
