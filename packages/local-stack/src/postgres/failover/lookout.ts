import type { ManagedCluster } from '../cluster.ts';
import type { ClusterNode } from '../node.ts';
import { createObserver } from './observer.ts';
import type { NodeSight, Sight } from './rules.ts';

/** One node of a cluster and what was seen of it. */
export type Watched = {
  node: ClusterNode;
  sight: Sight;
  misses: number;
  /** When it was last seen as a standby that streams; of a monotonic clock. */
  wellAtMs: number;
  /** Whether any other node could follow it at once. */
  isReady: boolean;
  /** While its folder is made anew. */
  seeding?: Promise<void>;
};

/** What is seen of a cluster's nodes, look after look. */
export type Lookout = {
  watched: readonly Watched[];
  /** Looks at every node; ends within about a second. */
  look(): Promise<void>;
  /** As the rules want it. */
  sights(): NodeSight[];
  /** Forgets old faults: the roles have changed. */
  forget(): void;
  close(): Promise<void>;
};

const lookTimeoutMs = 800;
/** A look that took this much longer than a time-out says that this process was held up, not the node. */
const heldUpMs = 400;

export function createLookout(cluster: ManagedCluster): Lookout {
  const observers = cluster.nodes.map((node) => createObserver(cluster.urlOf(node), lookTimeoutMs));
  const watched: Watched[] = cluster.nodes.map((node) => ({
    node,
    sight: { state: 'silent', reason: 'not looked at yet' },
    misses: 0,
    wellAtMs: performance.now(),
    isReady: false,
  }));

  return {
    watched,
    async look() {
      const startedMs = performance.now();
      const sights = await Promise.all(observers.map((observer) => observer.look()));
      const nowMs = performance.now();
      const wasHeldUp = nowMs - startedMs > lookTimeoutMs + heldUpMs;
      for (const [index, one] of watched.entries()) {
        one.sight = sights[index] ?? one.sight;
        if (one.sight.state !== 'silent') one.misses = 0;
        else if (!wasHeldUp) one.misses += 1;
        if (one.sight.state === 'standby' && one.sight.isStreaming) one.wellAtMs = nowMs;
        // Whatever came up anew may lack the slots of those that might follow it.
        if (one.sight.state === 'silent') one.isReady = false;
      }
    },
    sights() {
      const nowMs = performance.now();
      return watched.map(({ node, sight, misses, wellAtMs, seeding }) => {
        const { state: process } = node.process.status();
        return {
          name: node.name,
          port: node.port,
          process: process === 'down' || process === 'stopped' ? 'ended' : 'running',
          sight,
          misses,
          unwellMs: nowMs - wellAtMs,
          isBeingSeeded: seeding !== undefined,
        };
      });
    },
    forget() {
      for (const one of watched) {
        one.misses = 0;
        one.isReady = false;
        one.wellAtMs = performance.now();
      }
    },
    async close() {
      await Promise.all(observers.map((observer) => observer.close()));
    },
  };
}
