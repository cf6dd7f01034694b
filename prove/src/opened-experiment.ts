import type { Stack } from './kit/stack.ts';
import type { ExperimentOptions, Finding } from './report.ts';

/** An experiment with the stack it breaks. */
export type OpenedExperiment = { stack: Stack; prove(options: ExperimentOptions): Promise<Finding> };
