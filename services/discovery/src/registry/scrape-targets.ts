import type { Directory } from '@airside/contracts';

/** One entry of Prometheus's http_sd format (https://prometheus.io/docs/prometheus/latest/http_sd/). */
export type ScrapeTarget = { targets: string[]; labels: Record<string, string> };

/**
 * Every instance, also a draining one: its last minutes are worth seeing. Also those that are gone without a word: else nobody
 * would hear that they do not answer.
 */
export function scrapeTargets(
  directory: Directory,
  lost: readonly { instance: string; service: string; url: string }[],
): ScrapeTarget[] {
  return [...Object.values(directory.services).flat(), ...lost].map(({ instance, service, url }) => ({
    targets: [new URL(url).host],
    labels: { service, instance },
  }));
}
