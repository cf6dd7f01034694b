import type { PublicJwk } from '@airside/contracts';
import type { Db } from '@airside/postgres';

export type SigningKeyRow = {
  kid: string;
  publicJwk: PublicJwk;
  encryptedPrivateKey: Buffer;
  signsFrom: Temporal.Instant;
};

export async function listSigningKeys(db: Db): Promise<SigningKeyRow[]> {
  return db.query<SigningKeyRow>(
    `select kid, public_jwk as "publicJwk", encrypted_private_key as "encryptedPrivateKey", signs_from as "signsFrom"
       from signing_key order by signs_from`,
  );
}

/** Held to the end of the transaction: of several instances that find a key missing, one makes it. */
export async function lockSigningKeys(db: Db): Promise<void> {
  await db.query('lock table signing_key in share row exclusive mode');
}

export async function insertSigningKey(db: Db, key: SigningKeyRow): Promise<void> {
  await db.query(
    `insert into signing_key (kid, public_jwk, encrypted_private_key, signs_from) values ($1, $2, $3, $4)`,
    [key.kid, JSON.stringify(key.publicJwk), key.encryptedPrivateKey, key.signsFrom],
  );
}

export async function deleteSigningKeys(db: Db, kids: readonly string[]): Promise<void> {
  await db.query('delete from signing_key where kid = any($1)', [kids]);
}
