import { startStack } from '@airside/local-stack';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApiFile, renderOpenApi } from './render-openapi.ts';

// Writes docs/api/openapi.json as a gateway serves it: node scripts/docs/openapi.ts [URL]. Without the URL of a running stack it starts one.

async function write(gatewayUrl: string): Promise<void> {
  const answer = await fetch(`${gatewayUrl}/openapi.json`);
  if (!answer.ok) throw new Error(`${gatewayUrl} answered ${answer.status}`);
  writeFileSync(openApiFile, renderOpenApi(await answer.json()));
}

const [, , given] = process.argv;
if (given !== undefined) await write(given);
else {
  const dataDir = mkdtempSync(join(tmpdir(), 'airside-docs-'));
  const instances = { user: 1, booking: 1, notification: 1, operations: 1 };
  const stack = await startStack({ dataDir, port: 27_600, instances, verbose: false });
  try {
    await write(stack.gatewayUrl);
  } finally {
    await stack.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
