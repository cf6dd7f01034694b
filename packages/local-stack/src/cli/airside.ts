import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { programCache } from '../stack/places.ts';

// Before anything else is loaded: compiled code of the last run saves time and a third of the launcher's memory.
enableCompileCache(path.join(programCache, 'compiled'));
const { runCommand } = await import('./commands.ts');
await runCommand();
