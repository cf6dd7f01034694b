import type { Db } from '@airside/postgres';

export type ServiceTokenRow = { id: number; name: string; scopes: string[]; createdAt: Temporal.Instant };

const columns = `id, name, scopes, created_at as "createdAt"`;

export async function insertServiceToken(
  db: Db,
  token: { name: string; hash: Buffer; scopes: readonly string[]; createdBy: number },
): Promise<ServiceTokenRow | undefined> {
  const [row] = await db.query<ServiceTokenRow>(
    `insert into service_token (name, hash, scopes, created_by) values ($1, $2, $3, $4) returning ${columns}`,
    [token.name, token.hash, token.scopes, token.createdBy],
  );
  return row;
}

export async function listServiceTokens(db: Db): Promise<ServiceTokenRow[]> {
  return db.query<ServiceTokenRow>(`select ${columns} from service_token where revoked_at is null order by id`);
}

export async function findServiceToken(db: Db, hash: Buffer): Promise<ServiceTokenRow | undefined> {
  const [row] = await db.query<ServiceTokenRow>(
    `select ${columns} from service_token where hash = $1 and revoked_at is null`,
    [hash],
  );
  return row;
}

/** Whether there was such a living token. */
export async function revokeServiceToken(db: Db, id: number): Promise<boolean> {
  const rows = await db.query(
    'update service_token set revoked_at = now() where id = $1 and revoked_at is null returning id',
    [id],
  );
  return rows.length === 1;
}
