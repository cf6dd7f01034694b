import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Check } from './check.ts';
import type { SecurityScene } from './scene.ts';

/** Addresses that are nobody's on the internet, in the spellings that get past careless filters. */
const insideHosts = [
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '0x0a000001',
  '167772161',
  '012.0.0.1',
  '127.0.0.2',
  '127.1.1.1',
  '[::1]',
  '[::]',
  '[fe80::1]',
  '[fd00::1]',
  '[::ffff:10.0.0.1]',
  '[::ffff:7f00:2]',
  '[64:ff9b::a00:1]',
  '224.0.0.1',
  '255.255.255.255',
];
const otherTargets = [
  'file:///etc/passwd',
  'ftp://example.org/',
  'http://user:password@example.org/',
  'gopher://10.0.0.1/',
  'javascript:alert(1)',
];
const quietMs = 1500;

/** Calls to where others point the product: never inside, but what is allowed by name. */
export const outgoing: Check = {
  id: 'S12',
  async run(scene) {
    const accepted = await tryTargets(scene);
    const called = await tryCanary(scene);
    return {
      faults: { 'targets inside accepted': accepted.length, 'calls that arrived inside': called },
      says: `${insideHosts.length + otherTargets.length} targets`,
      examples: accepted,
    };
  },
};

function subscribe({ asking, people }: SecurityScene, url: string) {
  return asking.ask('POST', '/api/notifications/webhooks', { token: people.ops.token, body: { url, types: ['*'] } });
}

async function tryTargets(scene: SecurityScene): Promise<string[]> {
  const accepted: string[] = [];
  for (const target of [...insideHosts.map((host) => `http://${host}/hook`), ...otherTargets]) {
    const { status } = await subscribe(scene, target);
    if (status !== 400 && status !== 422) accepted.push(`${target}: ${status}`);
  }
  return accepted;
}

/** Somebody who listens inside, at an address that is not allowed by name, while an event is told to all webhooks. */
async function tryCanary(scene: SecurityScene): Promise<number> {
  let called = 0;
  const canary = createServer((socket) => {
    called += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.2', resolve));
  try {
    await subscribe(scene, `http://127.0.0.2:${(canary.address() as AddressInfo).port}/hook`);
    await scene.api.scheduleFlight(scene.people.ops.token);
    await delay(quietMs);
    return called;
  } finally {
    canary.close();
  }
}
