import { randomUUID } from 'node:crypto';
import { query } from '../kit/database.ts';
import { round } from '../report.ts';
import { bodyOf } from './ask.ts';
import type { Check } from './check.ts';
import { apartPercent } from './rules.ts';
import type { Person, SecurityScene } from './scene.ts';

const cheapestCost = 12;
const mostApartPercent = 5;
/** Failures a minute: for one account from one address, and from one address over all accounts. */
const limits = { account: 10, address: 100 };
const samples = 28;
/** Times are compared again where they differ: noise differs each time, a leak does not. */
const mostTries = 3;

/** What a password costs, what an answer tells, and when guessing ends. Afterwards nobody can sign in from here for a minute. */
export const logins: Check = {
  id: 'S4',
  async run(scene, isQuick) {
    const cheap = await countCheapHashes(scene);
    const timing = await compareUnknown(scene);
    const account = await guess(scene, () => scene.people.another.username, limits.account + 1);
    // A hundred failures within a minute take a machine that has nothing else to do.
    const address = isQuick ? undefined : await guess(scene, nobodysName, limits.address + 1);
    return {
      faults: {
        'hashes below cost 12': cheap,
        'answers that tell an account from none': timing.different,
        [`medians more than ${mostApartPercent} % apart`]: timing.apartPercent > mostApartPercent ? 1 : 0,
        'accounts guessed at without end': account.refusedAfter === undefined ? 1 : 0,
        'addresses that guess without end': address !== undefined && address.refusedAfter === undefined ? 1 : 0,
        'refusals without Retry-After': account.silent + (address?.silent ?? 0),
      },
      says: `unknown users ${timing.apartPercent} % from known, 429 after ${account.refusedAfter} for an account`,
      examples: timing.examples,
    };
  },
};

async function countCheapHashes({ stack }: SecurityScene): Promise<number> {
  const rows = await query<{ hash: string }>(
    stack.databaseUrl('users', 'user_service'),
    'select password_hash as hash from account where deleted_at is null',
  );
  if (rows.length === 0) throw new Error('there are no passwords');
  return rows.filter(({ hash }) => Number(/^\$2b\$(\d\d)\$/.exec(hash)?.[1] ?? 0) < cheapestCost).length;
}

function tryPassword({ asking }: SecurityScene, username: string) {
  return asking.ask('POST', '/api/auth/login', { body: { username, password: randomUUID() } });
}

type Comparison = { apartPercent: number; different: number; examples: string[] };

const nobodysName = (): string => `nobody-${randomUUID().slice(0, 8)}`;

/** The same answer after the same time, whether the account exists or not. */
async function compareUnknown(scene: SecurityScene): Promise<Comparison> {
  let best: Comparison | undefined;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const people: Person[] = [];
    while (people.length < samples / 7) people.push(await scene.newPerson());
    const found = await compareOnce(scene, people);
    if (best === undefined || found.apartPercent < best.apartPercent) best = { ...found };
    if (found.different > 0 || found.apartPercent <= mostApartPercent || !(await hasRoom(scene))) return best;
  }
  return best ?? { apartPercent: Number.NaN, different: 1, examples: [] };
}

/** Whether the address may go on failing: the comparison must not run into the limit it is measured under. */
async function hasRoom(scene: SecurityScene): Promise<boolean> {
  return (await tryPassword(scene, nobodysName())).status === 401;
}

async function compareOnce(scene: SecurityScene, people: readonly Person[]): Promise<Comparison> {
  const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
  const answers = new Set<string>();
  for (let turn = 0; turn < samples; turn += 1) {
    const known = await tryPassword(scene, people[turn % people.length]?.username ?? '');
    const unknown = await tryPassword(scene, nobodysName());
    if (known.status !== 401 || unknown.status !== 401) continue;
    times.known.push(known.tookMs);
    times.unknown.push(unknown.tookMs);
    for (const reply of [known, unknown]) answers.add(`${reply.status} ${String(bodyOf(reply)['message'])}`);
  }
  return {
    apartPercent: round(apartPercent(times.known, times.unknown)),
    different: answers.size - 1,
    examples: answers.size > 1 ? [...answers] : [],
  };
}

/** Fails until told to stop. */
async function guess(
  scene: SecurityScene,
  nameOf: () => string,
  most: number,
): Promise<{ refusedAfter: number | undefined; silent: number }> {
  for (let failures = 0; failures <= most; failures += 1) {
    const { status, headers } = await tryPassword(scene, nameOf());
    // Nobody had the time to look at it.
    if (status === 0 || status === 503) continue;
    if (status === 429) return { refusedAfter: failures, silent: headers['retry-after'] === undefined ? 1 : 0 };
    if (status !== 401) throw new Error(`a wrong password was answered with ${status}`);
  }
  return { refusedAfter: undefined, silent: 0 };
}
