import type { Jwks, PublicJwk } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import type { Logger } from '@airside/service';
import { createPrivateKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  deleteSigningKeys,
  insertSigningKey,
  listSigningKeys,
  lockSigningKeys,
  type SigningKeyRow,
} from './queries.ts';
import { type KeySchedule, planKeys } from './rules.ts';
import { seal, unseal } from './sealing.ts';

export type SigningKey = { kid: string; privatePem: string };

export type KeyRing = {
  /** The key that signs now. */
  signingKey(): SigningKey;
  /** All keys that a living token may be signed with, and the next one. */
  jwks(): Jwks;
  /** Reads the table and makes or removes what is due. */
  refresh(): Promise<void>;
  close(): Promise<void>;
};

export type KeyRingOptions = {
  cluster: Cluster;
  /** Encrypts the private keys at rest. */
  secret: string;
  schedule: KeySchedule;
  logger: Logger;
  now: () => Temporal.Instant;
  refreshEveryMs?: number;
};

/** The signing keys of all instances: the table is the truth, each instance keeps a copy and looks again every half minute. */
export async function openKeyRing(options: KeyRingOptions): Promise<KeyRing> {
  const { cluster, secret, schedule, logger, now, refreshEveryMs = 30_000 } = options;
  const privatePems = new Map<string, string>();
  const stopped = new AbortController();
  let rows: SigningKeyRow[] = [];

  function privatePemOf(row: SigningKeyRow): string {
    const known = privatePems.get(row.kid);
    if (known !== undefined) return known;
    const der = unseal(row.encryptedPrivateKey, secret, row.kid);
    const pem = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
      .export({ type: 'pkcs8', format: 'pem' })
      .toString();
    privatePems.set(row.kid, pem);
    return pem;
  }

  async function refresh(): Promise<void> {
    const found = await listSigningKeys(cluster.writer);
    const { nextSignsFrom, expired } = planKeys(found, schedule, now());
    rows = nextSignsFrom === undefined && expired.length === 0 ? found : await rotate();
    for (const kid of privatePems.keys()) if (!rows.some((row) => row.kid === kid)) privatePems.delete(kid);
  }

  /** Decides again under the lock: another instance may have done it meanwhile. */
  function rotate(): Promise<SigningKeyRow[]> {
    return cluster.transaction(async (tx) => {
      await lockSigningKeys(tx);
      const { nextSignsFrom, expired } = planKeys(await listSigningKeys(tx), schedule, now());
      if (nextSignsFrom !== undefined) await insertSigningKey(tx, newKey(nextSignsFrom, secret));
      if (expired.length > 0) await deleteSigningKeys(tx, expired);
      return listSigningKeys(tx);
    });
  }

  async function loop(): Promise<void> {
    while (!stopped.signal.aborted) {
      await delay(refreshEveryMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      if (stopped.signal.aborted) return;
      // With the database away the keys at hand go on; they are valid for weeks.
      await refresh().catch((error: unknown) => logger.warn({ err: error }, 'signing keys could not be read again'));
    }
  }

  await refresh();
  const running = loop();
  return {
    signingKey() {
      const { signing } = planKeys(rows, schedule, now());
      const row = rows.find(({ kid }) => kid === signing);
      if (row === undefined) throw new Error('there is no signing key');
      return { kid: row.kid, privatePem: privatePemOf(row) };
    },
    jwks: () => ({ keys: rows.map(({ publicJwk }) => publicJwk) }),
    refresh,
    async close() {
      stopped.abort();
      await running;
    },
  };
}

function newKey(signsFrom: Temporal.Instant, secret: string): SigningKeyRow {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const kid = randomUUID();
  const { x } = publicKey.export({ format: 'jwk' }) as Pick<PublicJwk, 'x'>;
  return {
    kid,
    publicJwk: { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' },
    encryptedPrivateKey: seal(privateKey.export({ type: 'pkcs8', format: 'der' }), secret, kid),
    signsFrom,
  };
}
