export type { SourceUrls } from './extract/extract.ts';
export { migrationsFolder } from './migrations.ts';
export { type RunDeps, type RunResult, runOnce } from './run/run.ts';
