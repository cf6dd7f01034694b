import { findPostgres } from '@airside/local-stack';
import { ensureProgram } from '@airside/testing';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Of Debian 12: lends the small programs that the npm package of PostgreSQL lacks. */
const debianPostgres = '/usr/lib/postgresql/15/bin';

/** What Patroni and its store need, by program and Debian package. */
const wanted: [string, string[]][] = [
  ['etcd', ['etcd-server']],
  ['patroni', ['patroni', 'python3-etcd', 'python3-psycopg2']],
  [join(debianPostgres, 'pg_controldata'), ['postgresql-15']],
  [join(debianPostgres, 'pg_isready'), ['postgresql-client-15']],
];

/** Whether Debian's Patroni and etcd are here, installed where they were missing; says why not. */
export async function havePatroni(): Promise<boolean> {
  for (const [program, packages] of wanted) {
    if ((await ensureProgram(program, packages)) === undefined) return false;
  }
  return true;
}

/** Whom PostgreSQL runs as where we are root, which it refuses: the user that Debian's package made. */
export function postgresUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const [uid = 0, gid = 0] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'])));
  return { uid, gid };
}

/**
 * A folder of programs for Patroni: our own PostgreSQL 18, of which the package has the server, initdb and pg_ctl, and of
 * Debian's 15 what only looks at it. pg_controldata reads the control file of 18, whose head is the same.
 */
export function gatherPrograms(dir: string): string {
  const bin = join(dir, 'bin');
  mkdirSync(bin);
  const own = dirname(findPostgres({ copyDir: dir, mustCopy: true }).postgres);
  for (const name of ['postgres', 'initdb', 'pg_ctl']) symlinkSync(join(own, name), join(bin, name));
  for (const name of ['pg_controldata', 'pg_isready', 'psql']) symlinkSync(join(debianPostgres, name), join(bin, name));
  writeFileSync(join(bin, 'copy-node'), copyNode);
  chmodSync(join(bin, 'copy-node'), 0o755);
  return bin;
}

/**
 * How a node is made from the leader (`create_replica_methods`), in place of pg_basebackup, which takes no server newer than
 * itself: a copy of the leader's folder inside a backup. All nodes are on one machine here, so that `cp` reaches it. What the
 * server removes meanwhile, `cp` complains of, and the log, which the new node reads afterwards, knows.
 */
const copyNode = `#!/bin/sh
set -eu
for option in "$@"; do
  case "$option" in
    --datadir=*) target="\${option#*=}" ;;
    --connstring=*) leader="\${option#*=} dbname=postgres" ;;
  esac
done
bin="$(dirname "$0")"
source="$("$bin/psql" "$leader" -XAtc 'show data_directory')"
mkdir -m 700 -p "$target"
"$bin/psql" "$leader" -XAtq -v ON_ERROR_STOP=1 <<SQL
select from pg_backup_start('copy-node', true);
\\! cp -Rp "$source/." "$target" 2>/dev/null || test -s "$target/global/pg_control"
\\o $target/backup_label
select labelfile from pg_backup_stop();
SQL
rm -rf "$target/postmaster.pid" "$target/pg_wal" "$target/pg_replslot"
mkdir -m 700 "$target/pg_wal" "$target/pg_replslot"
test -s "$target/backup_label"
`;
