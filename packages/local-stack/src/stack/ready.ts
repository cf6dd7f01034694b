import { setTimeout as delay } from 'node:timers/promises';
import { lastLines } from '../processes/log-file.ts';
import { type DiscoveryClient, listRegistered, listRouted } from './discovery.ts';
import type { ProcessRegistry } from './registry.ts';
import { StackError } from '../stack-error.ts';

const readyDeadlineMs = 60_000;
const pollMs = 50;

/**
 * Waits until discovery lists every expected instance and the gateway, healthy, does too.
 * Throws after a minute, naming what is missing and showing what it last said.
 */
export async function waitUntilReady(options: {
  expected: readonly string[];
  discovery: DiscoveryClient;
  gatewayUrl: string;
  registry: ProcessRegistry;
  onProgress(line: string): void;
  /** Ends the wait early, with its reason. */
  signal: AbortSignal;
}): Promise<void> {
  const deadline = performance.now() + readyDeadlineMs;
  let known: string[] = [];
  let fault = '';
  while (performance.now() < deadline) {
    options.signal.throwIfAborted();
    const registered = await listRegistered(options.discovery).catch(asFault);
    const routed = typeof registered === 'string' ? registered : await listRouted(options.gatewayUrl).catch(asFault);
    fault = typeof routed === 'string' ? routed : '';
    if (typeof registered !== 'string') {
      reportNew(known, registered, options);
      known = registered;
    }
    // Both: the gateway alone may still show the directory of an earlier life, which it keeps on disk.
    const isEverybodyHere = missing(options.expected, known).length === 0;
    if (isEverybodyHere && typeof routed !== 'string' && missing(options.expected, routed).length === 0) return;
    await delay(pollMs);
  }
  throw new StackError(describeMissing(options, missing(options.expected, known), fault));
}

function asFault(error: unknown): string {
  return String(error);
}

function missing(expected: readonly string[], present: readonly string[]): string[] {
  return expected.filter((name) => !present.includes(name));
}

function reportNew(
  before: readonly string[],
  now: readonly string[],
  options: { expected: readonly string[]; onProgress(line: string): void },
): void {
  const fresh = options.expected.filter((name) => now.includes(name) && !before.includes(name));
  const left = missing(options.expected, now).length;
  if (fresh.length > 0) options.onProgress(`registered: ${fresh.join(', ')}${left > 0 ? ` (${left} to come)` : ''}`);
}

function describeMissing(options: { registry: ProcessRegistry }, names: readonly string[], fault: string): string {
  const suspects = names.length > 0 ? names : ['gateway_1', 'discovery_1'];
  const tails = suspects.slice(0, 3).flatMap((name) => {
    const entry = options.registry.find(name);
    if (entry === undefined) return [];
    const status = entry.process.status();
    const reason = 'reason' in status ? `: ${status.reason}` : '';
    return [`\n${name} is ${status.state}${reason}; ${entry.logFile} ends:`, ...lastLines(entry.logFile, 10)];
  });
  const what = names.length > 0 ? `not registered: ${names.join(', ')}` : 'the gateway does not list every instance';
  return [`The stack is not ready after ${readyDeadlineMs / 1000} s; ${what}. ${fault}`, ...tails].join('\n');
}
