import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { bodyOf } from './ask.ts';
import type { Check } from './check.ts';
import { trustedForgeries } from './rules.ts';
import type { SecurityScene } from './scene.ts';
import { type Received, sendSpy, type Spy } from './spy.ts';

const liar = '6.6.6.6';
/** What a client says of himself, his way and his connection; nothing of it may arrive. */
const forged: Readonly<Record<string, string>> = {
  'x-airside-cluster-secret': liar,
  'x-airside-client-address': liar,
  'x-airside-user-id': liar,
  'x-forwarded-for': liar,
  'x-forwarded-host': liar,
  'x-forwarded-proto': liar,
  'x-forwarded-port': liar,
  'x-forwarded-prefix': liar,
  'x-real-ip': liar,
  'true-client-ip': liar,
  'cf-connecting-ip': liar,
  forwarded: `for=${liar}`,
  'proxy-authorization': liar,
  'proxy-connection': liar,
  'keep-alive': `timeout=${liar}`,
  te: `trailers, ${liar}`,
  'x-custom-hop': liar,
};
/** What only the gateway says, and says always. */
const always = [
  'x-airside-client-address',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-request-id',
  'traceparent',
];
const path = '/api/reports/load-factor';

/** Headers that clients forge, also by naming them, or the gateway's own, in `Connection`. */
export const headers: Check = {
  id: 'S5',
  async run(scene) {
    const { clusterSecret } = scene.secrets as { clusterSecret: string };
    const [discovery] = await scene.stack.instancesOf('discovery');
    const spy = await sendSpy(`http://127.0.0.1:${discovery?.port}`, clusterSecret, scene.asking);
    try {
      const connection = { connection: 'keep-alive, X-Custom-Hop' };
      const named = { connection: `close, ${[...Object.keys(forged), ...always].join(', ')}` };
      const seen = await Promise.all([
        see(scene, spy, { ...forged, ...connection }),
        see(scene, spy, { ...forged, ...named }),
        see(scene, spy, { ...upperCased(forged), Connection: 'X-CUSTOM-HOP' }),
      ]);
      const arrived = seen.flatMap(({ rawHeaders }) => trustedForgeries(rawHeaders, forged));
      const missing = seen.flatMap((one) => always.filter((header) => !namesOf(one).includes(header)));
      if ((await seeDirectly(spy)).length === 0) throw new Error('the control was not seen: the spy sees nothing');
      const believed = await askAsSomebodyElse(scene);
      return {
        faults: {
          'forged headers that arrived': arrived.length,
          "the gateway's own taken away": missing.length,
          'lies believed': believed.length,
        },
        says: `${Object.keys(forged).length} headers, three ways`,
        examples: [...arrived, ...missing, ...believed],
      };
    } finally {
      await spy.leave();
    }
  },
};

const namesOf = ({ rawHeaders }: Received) =>
  rawHeaders.filter((_, index) => index % 2 === 0).map((one) => one.toLowerCase());
const upperCased = (given: typeof forged) =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toUpperCase(), value]));

/** Asks until the spy is the instance that is asked. */
async function see({ asking, people }: SecurityScene, spy: Spy, given: Record<string, string>): Promise<Received> {
  for (let tries = 0; tries < 200; tries += 1) {
    const mark = randomUUID();
    await asking.ask('GET', `${path}?mark=${mark}`, { token: people.ops.token, headers: given });
    const found = spy.received.find((one) => one.path.includes(mark));
    if (found !== undefined) return found;
  }
  throw new Error('the spy was never asked');
}

/** The control: past the gateway the same headers do arrive. */
async function seeDirectly(spy: Spy): Promise<string[]> {
  const { te: _te, ...plain } = forged;
  await new Promise<void>((resolve, reject) => {
    request({ port: spy.port, hostname: '127.0.0.1', path: '/direct', headers: plain }, (answer) =>
      answer.resume().on('end', resolve),
    )
      .on('error', reject)
      .end();
  });
  const direct = spy.received.find((one) => one.path === '/direct');
  return trustedForgeries(direct?.rawHeaders ?? [], forged);
}

/** What services would do wrong, were they to believe a client: count a guesser as others, take a page for their own, trust a stranger. */
async function askAsSomebodyElse({ asking, people, secrets }: SecurityScene): Promise<string[]> {
  const believed: string[] = [];
  const evil = 'evil.example.org';
  const page = await asking.ask('POST', '/api/auth/session', {
    headers: {
      origin: `http://${evil}`,
      'x-forwarded-host': evil,
      forwarded: `host=${evil}`,
      connection: 'x-forwarded-host',
    },
    body: { username: people.owner.username, password: people.owner.password },
  });
  if (page.status !== 403) believed.push(`x-forwarded-host: ${page.status}`);
  // Ten failures have locked the account out from here, and here is where it stays.
  const guesses = await Promise.all(
    ['x-airside-client-address', 'x-forwarded-for', 'x-real-ip', 'forwarded'].map((header) =>
      asking.ask('POST', '/api/auth/login', {
        headers: { [header]: '203.0.113.7', connection: header },
        body: { username: people.another.username, password: randomUUID() },
      }),
    ),
  );
  for (const { status, text } of guesses) if (status !== 429) believed.push(`another address: ${status} ${text}`);
  const inside = await asking.ask('POST', '/internal/service-tokens/verify', {
    headers: { 'x-airside-cluster-secret': String(secrets['clusterSecret']) },
    body: { token: 'ast_x' },
  });
  if (inside.status !== 404 || bodyOf(inside)['active'] !== undefined)
    believed.push(`cluster secret: ${inside.status}`);
  return believed;
}
