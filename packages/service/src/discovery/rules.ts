import type { Directory, Instance } from '@airside/contracts';

export const emptyDirectory: Directory = {
  revision: '',
  settled: false,
  services: {},
};

/**
 * The directory to use after discovery sent `received`. A registry that has not settled (it restarted, and perhaps
 * not every instance has been heard yet) may add and change, but what it does not list is kept.
 */
export function adoptDirectory(known: Directory, received: Directory): Directory {
  if (received.settled) return received;
  const services: Record<string, Instance[]> = { ...received.services };
  for (const [service, instances] of Object.entries(known.services)) {
    const listed = services[service] ?? [];
    const names = new Set(listed.map(({ instance }) => instance));
    services[service] = [...listed, ...instances.filter(({ instance }) => !names.has(instance))];
  }
  return { ...received, services };
}
