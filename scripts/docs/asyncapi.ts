import { writeFileSync } from 'node:fs';
import { asyncApiFile, renderAsyncApi } from './render-asyncapi.ts';

// Writes docs/api/asyncapi.json from the contracts: node scripts/docs/asyncapi.ts

writeFileSync(asyncApiFile, renderAsyncApi());
