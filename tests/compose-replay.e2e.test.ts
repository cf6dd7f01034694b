import { waitUntil } from '@airside/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from './client.ts';
import { type CleanRoots, makeCleanRoots } from './compose/clean-root.ts';
import { imagesOfCompose, type Replay, replayCompose } from './compose/replay.ts';
import { isKitThere, runKit } from './conformance.ts';
import { admin } from './npm-start.ts';
import { havePatroni } from './patroni/programs.ts';

// What `docker compose up` runs, without an engine: the same programs with the environment that docker-compose.yml gives them.

// With CLEAN_ROOTS=true each of them runs in what its image would hold, in a Debian of its own (needs root, and minutes).

const isHere = await havePatroni();
const withRoots = process.env['CLEAN_ROOTS'] === 'true';
let roots: CleanRoots | undefined;
let replay: Replay;

describe.skipIf(!isHere)('the containers of docker-compose.yml, as processes', () => {
  beforeAll(async () => {
    if (withRoots) roots = await makeCleanRoots(imagesOfCompose());
    replay = await replayCompose(admin.password, roots);
  }, 1_800_000);

  afterAll(async () => {
    await replay?.stop();
    roots?.close();
  }, 300_000);

  test('every instance registers under the name of its container', async () => {
    const services = await waitUntil('all instances are listed', async () => {
      const answer = await fetch(`${replay.base}/api/discovery/status`);
      const { services: seen } = (await answer.json()) as { services: Record<string, { instance: string }[]> };
      return Object.values(seen).flat().length >= 10 ? seen : undefined;
    });
    expect(services['booking_service']?.map(({ instance }) => instance)).toEqual(
      [1, 2, 3].map((n) => `booking_service_${n}`),
    );
    expect(services['operations_service']).toHaveLength(2);
  });

  test.skipIf(!isKitThere)(
    'the conformance kit holds through the gateway',
    async () => {
      const client = createClient(replay.base);
      // A password costs as much as in production, and all containers have only just begun.
      const { token } = await waitUntil('staff can log in', () => client.loginAdmin(), 60_000);
      expect(await client.call('POST', '/api/demo/load', { token })).toMatchObject({ status: 200 });
      const sections = ['platform', 'accounts', 'flights', 'bookings', 'rooms', 'breaker', 'operations'];
      const { failures, summary } = await runKit(replay.base, sections);
      console.info(summary);
      expect(failures).toEqual([]);
    },
    240_000,
  );
});
