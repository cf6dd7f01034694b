import { makeChanges } from '../../kit/changes.ts';
import { type Fault, lastStage } from '../fault.ts';
import { insist } from '../insist.ts';
import type { AlertScene } from '../scene.ts';

const nodeOf = ({ port }: { port: number }) => `127.0.0.1:${port}`;

async function firstStandby({ nodes }: AlertScene, cluster: string) {
  const [standby] = await nodes.standbys(cluster);
  if (standby === undefined) throw new Error(`${cluster} has no standby`);
  return standby;
}

export const standbyKilled: Fault = {
  words: 'a standby is killed, again and again',
  async cause(scene) {
    const standby = await firstStandby(scene, 'users');
    const end = await scene.keepDown(standby.name);
    const labels = { cluster: 'users', node: nodeOf(standby) };
    return lastStage([{ alert: 'StandbyMissing', labels }], 60_000, async () => {
      await end();
      await insist(() => scene.nodes.whenWhole('users'));
    });
  },
};

export const standbyBehind: Fault = {
  words: 'a standby replays nothing while flights change',
  async cause(scene) {
    const standby = await firstStandby(scene, 'booking');
    await insist(() => scene.nodes.ask(standby, 'select pg_wal_replay_pause()'));
    const stopChanges = await keepChanging(scene, { flights: 4, perSecond: 5 });
    const labels = { cluster: 'booking', node: nodeOf(standby) };
    return lastStage([{ alert: 'ReplicaLag', labels }], 60_000, async () => {
      await stopChanges();
      await insist(() => scene.nodes.ask(standby, 'select pg_wal_replay_resume()'));
    });
  },
};

export const primaryLost: Fault = {
  words: 'a primary is killed while a standby is away, so that nobody may follow it',
  async cause(scene) {
    const primary = await scene.nodes.primary('users');
    const standby = await firstStandby(scene, 'users');
    const end = await scene.keepDown(standby.name);
    await scene.stack.kill(primary.name);
    return lastStage([{ alert: 'DatabaseWithoutPrimary', labels: { cluster: 'users' } }], 60_000, async () => {
      await end();
      await insist(() => scene.nodes.whenWhole('users'));
    });
  },
};

/** Changes gates until the end of what it gives back. */
export async function keepChanging(
  { api, staffToken, newFlights }: AlertScene,
  { flights, perSecond }: { flights: number; perSecond: number },
): Promise<() => Promise<void>> {
  let isOver = false;
  const changing = makeChanges({
    api,
    token: await staffToken(),
    flightCodes: await newFlights(flights),
    perSecond,
    total: Number.POSITIVE_INFINITY,
    isOver: () => isOver,
  });
  return async () => {
    isOver = true;
    await changing;
  };
}
