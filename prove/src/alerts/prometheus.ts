import { until } from '../kit/stack.ts';
import type { FiringAlert } from './rules.ts';

/** Longest time that a rule waits by itself, in seconds: `for:`. */
export type RuleFacts = { alert: string; forSeconds: number };

/** What Prometheus itself says. */
export type Prometheus = {
  url: string;
  firing(): Promise<FiringAlert[]>;
  /** Every alert of its rules, once. */
  alerts(): Promise<RuleFacts[]>;
  /** Instances that answered the last scrape. */
  up(): Promise<string[]>;
  /** Waits until it works by rules none of which waits longer, in milliseconds. */
  whenNothingWaits(longerThanMs: number): Promise<void>;
};

type Labels = Record<string, string>;

export function connectPrometheus(url: string): Prometheus {
  async function ask<Data>(path: string): Promise<Data> {
    const answer = await fetch(`${url}/api/v1/${path}`, { signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw new Error(`Prometheus, ${path}: ${answer.status}`);
    return ((await answer.json()) as { data: Data }).data;
  }
  const alerts: Prometheus['alerts'] = async () => {
    const { groups } = await ask<{ groups: { rules: { name: string; duration: number }[] }[] }>('rules?type=alert');
    return groups.flatMap(({ rules }) => rules.map(({ name, duration }) => ({ alert: name, forSeconds: duration })));
  };
  return {
    url,
    async firing() {
      const { alerts } = await ask<{ alerts: { state: string; labels: Labels }[] }>('alerts');
      return alerts
        .filter(({ state }) => state === 'firing')
        .map(({ labels: { alertname = '', ...labels } }) => ({ alert: alertname, labels }));
    },
    alerts,
    async up() {
      const { result } = await ask<{ result: { metric: Labels }[] }>(`query?query=${encodeURIComponent('up == 1')}`);
      return result.map(({ metric }) => metric['instance'] ?? '');
    },
    async whenNothingWaits(longerThanMs) {
      const isSo = async () => (await alerts()).every(({ forSeconds }) => forSeconds * 1000 <= longerThanMs);
      await until('Prometheus has read the rules anew', isSo, 10_000);
    },
  };
}
