import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { query } from '../kit/database.ts';
import { until } from '../kit/stack.ts';
import { bodyOf, eachOf } from './ask.ts';
import type { Check } from './check.ts';
import type { SecurityScene } from './scene.ts';

type Parts = { header: Record<string, unknown>; claims: Record<string, unknown> };

/** An instance reads the keys again every half minute. */
const keysMs = 45_000;
const longestLifeSeconds = 900;

/** Tokens that are not ours are refused by every service; reused refresh tokens end their family; keys change under load. */
export const tokens: Check = {
  id: 'S3',
  async run(scene) {
    const accepted = await tryForged(scene);
    const tooLong = isWithin15Minutes(scene.people.owner.token) ? 0 : 1;
    const survivors = await reuseRefreshToken(scene);
    const { calls, refused, examples } = await rotateUnderLoad(scene);
    return {
      faults: {
        'forged tokens accepted': accepted.length,
        'tokens that live longer than 15 minutes': tooLong,
        'members of a reused family alive': survivors,
        'valid calls refused while keys changed': refused,
      },
      says: `${calls} calls while keys changed`,
      examples: [...accepted, ...examples],
    };
  },
};

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function read(token: string): Parts {
  const [header = '', claims = ''] = token.split('.');
  const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Parts['claims'];
  return { header: decode(header), claims: decode(claims) };
}

function signed({ header, claims }: Parts, key: KeyObject): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`;
}

function isWithin15Minutes(token: string): boolean {
  const { exp, iat } = read(token).claims as { exp: number; iat: number };
  return exp - iat <= longestLifeSeconds;
}

/** One route of each service that wants an account. */
const guarded = ['/api/auth/me', '/api/flight/bookings/{user_id}', '/api/notifications/preferences', '/api/ops/rules'];

/** Tokens of an admin that somebody else made. The last is one of our own key, published as the product's: it must pass, else all of this proves nothing. */
async function tryForged(scene: SecurityScene): Promise<string[]> {
  const { admin } = scene.people;
  const ours = generateKeyPairSync('ed25519');
  const kid = randomUUID();
  const databaseUrl = scene.stack.databaseUrl('users', 'user_service');
  await publish(databaseUrl, kid, ours.publicKey);
  await whenPublished(scene, (kids) => kids.includes(kid));
  try {
    const forged = forgeries(admin.token, kid, ours.privateKey, await publicKeyOf(scene, admin.token));
    const accepted: string[] = [];
    for (const [name, token] of Object.entries(forged)) {
      for (const path of guarded) {
        const { status } = await scene.asking.ask('GET', path.replace('{user_id}', String(admin.userId)), { token });
        const isAccepted = status !== 401;
        if (isAccepted !== (name === 'control')) accepted.push(`${name} at ${path}: ${status}`);
      }
    }
    return accepted;
  } finally {
    await query(databaseUrl, 'delete from signing_key where kid = $1', [kid]);
  }
}

function forgeries(genuine: string, kid: string, key: KeyObject, published: string): Record<string, string> {
  const { header, claims } = read(genuine);
  const [text, signature = ''] = [genuine.slice(0, genuine.lastIndexOf('.')), genuine.split('.')[2]];
  const made = (change: Record<string, unknown>, head: Record<string, unknown> = {}) =>
    signed({ header: { ...header, kid, ...head }, claims: { ...claims, ...change } }, key);
  const hmac = (head: Record<string, unknown>, secret: string) => {
    const input = `${encode({ ...header, ...head })}.${encode(claims)}`;
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
  };
  const second = Math.trunc(Number(Temporal.Now.instant().epochMilliseconds) / 1000);
  const { exp: _exp, ...withoutEnd } = claims;
  return {
    none: `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`,
    None: `${encode({ ...header, alg: 'None' })}.${encode(claims)}.`,
    'no signature': `${text}.`,
    'HS256 with the public key': hmac({ alg: 'HS256' }, published),
    'HS256 with nothing': hmac({ alg: 'HS256' }, ''),
    'EdDSA by name, HS256 in truth': hmac({}, published),
    'another algorithm by name': made({}, { alg: 'ES256' }),
    'key of somebody else': signed({ header, claims }, key),
    'unknown key': made({}, { kid: randomUUID() }),
    'no key': made({}, { kid: undefined }),
    'key as a path': made({}, { kid: '../../dev/null' }),
    'key in its header': made({}, { kid: undefined, jwk: { kty: 'OKP' }, jku: 'https://example.org/keys' }),
    'claims changed': `${encode(header)}.${encode({ ...claims, sub: '1', username: 'root' })}.${signature}`,
    'wrong issuer': made({ iss: 'somebody' }),
    'wrong audience': made({ aud: 'something' }),
    'no issuer': made({ iss: undefined }),
    'no audience': made({ aud: undefined }),
    late: made({ iat: second - 1800, exp: second - 900 }),
    'without end': signed({ header: { ...header, kid }, claims: withoutEnd }, key),
    'roles nobody has': made({ roles: ['root'] }),
    'no subject': made({ sub: undefined }),
    control: made({ exp: second + 600 }),
  };
}

async function publish(databaseUrl: string, kid: string, key: KeyObject): Promise<void> {
  const { x } = key.export({ format: 'jwk' });
  const jwk = { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' };
  // Signs in a thousand days: never.
  await query(
    databaseUrl,
    `insert into signing_key (kid, public_jwk, encrypted_private_key, signs_from) values ($1, $2, '\\x00', now() + interval '1000 days')`,
    [kid, JSON.stringify(jwk)],
  );
}

async function kidsOf({ port }: { port: number }): Promise<string[]> {
  const answer = await fetch(`http://127.0.0.1:${port}/.well-known/jwks.json`, { signal: AbortSignal.timeout(5000) });
  return ((await answer.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
}

/** Waits until every user instance lists such keys. */
async function whenPublished({ stack }: SecurityScene, isSo: (kids: readonly string[]) => boolean): Promise<void> {
  const instances = await stack.instancesOf('user_service');
  const look = async () => (await Promise.all(instances.map(kidsOf))).every(isSo);
  await until('keys at all user instances', look, keysMs);
}

async function publicKeyOf({ asking }: SecurityScene, token: string): Promise<string> {
  const { keys } = bodyOf(await asking.ask('GET', '/.well-known/jwks.json')) as { keys: { kid: string; x: string }[] };
  return keys.find(({ kid }) => kid === read(token).header['kid'])?.x ?? '';
}

/** How many of a family still work after one of its tokens came twice. */
async function reuseRefreshToken(scene: SecurityScene): Promise<number> {
  const { refreshToken } = await scene.newPerson();
  const trade = async (token: string) => {
    const reply = await scene.asking.ask('POST', '/api/auth/refresh', { body: { refreshToken: token } });
    return { status: reply.status, ...(bodyOf(reply) as { token?: string; refreshToken?: string }) };
  };
  const second = await trade(refreshToken);
  if (second.status !== 200) throw new Error(`a new refresh token was refused: ${second.status}`);
  const third = await trade(second.refreshToken ?? '');
  const reused = await trade(refreshToken);
  const newest = await trade(third.refreshToken ?? '');
  const { status } = await scene.asking.ask('GET', '/api/auth/me', { token: third.token });
  return [reused.status, newest.status, status].filter((one) => one !== 401).length;
}

type Load = { calls: number; refused: number; examples: string[] };

/** The next key is published, then signs, while people call and refresh: nobody with a valid token is refused. */
async function rotateUnderLoad(scene: SecurityScene): Promise<Load> {
  const load: Load = { calls: 0, refused: 0, examples: [] };
  const databaseUrl = scene.stack.databaseUrl('users', 'user_service');
  const people = [await scene.newPerson(), await scene.newPerson(), await scene.newPerson()];
  const signedBy = new Set<unknown>();
  let isOver = false;
  const living = eachOf(people, people.length, async (person) => {
    for (let turn = 0; !isOver; turn += 1) {
      const isRefresh = turn % 10 === 9;
      const path = (guarded[turn % 3] ?? '').replace('{user_id}', String(person.userId));
      const reply = isRefresh
        ? await scene.asking.ask('POST', '/api/auth/refresh', { body: { refreshToken: person.refreshToken } })
        : await scene.asking.ask('GET', path, { token: person.token });
      load.calls += 1;
      if (reply.status === 401) {
        load.refused += 1;
        load.examples.push(`${isRefresh ? 'refresh' : path}: 401`);
      } else if (isRefresh && reply.status === 200) {
        Object.assign(person, bodyOf(reply));
        scene.planted.add(person.token).add(person.refreshToken);
        signedBy.add(read(person.token).header['kid']);
      }
      await delay(30);
    }
  });
  try {
    const known = (await Promise.all((await scene.stack.instancesOf('user_service')).map(kidsOf))).flat();
    await query(
      databaseUrl,
      `update signing_key set signs_from = signs_from - interval '30 days' where signs_from <= now()`,
    );
    await whenPublished(scene, (kids) => kids.some((kid) => !known.includes(kid)));
    await query(databaseUrl, 'update signing_key set signs_from = now() where signs_from > now()');
    await until('tokens of the new key', () => [...signedBy].some((kid) => !known.includes(String(kid))), keysMs);
    // Verifiers that have not seen the new key yet meet it now.
    await delay(1000);
  } finally {
    isOver = true;
    await living;
  }
  return load;
}
