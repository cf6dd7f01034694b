import { askLauncher, dataDirOf, readSecrets, type StackStatus } from '@airside/local-stack';
import { Failure } from '../failure.ts';

export type Login = { username: string; password: string };

/** The running system that a command talks to. */
export type Target = {
  /** Of the gateway, without a slash at the end. */
  baseUrl: string;
  /** Absent where only a base URL was given. */
  staff: Login | undefined;
  /** Known of a stack on this machine only. */
  clusterSecret: string | undefined;
};

export type TargetOptions = { data?: string; base?: string; user?: string };

/** Finds the stack of a data folder, or takes the one that was named. Throws StackError where none runs. */
export async function findTarget(options: TargetOptions): Promise<Target> {
  if (options.base !== undefined) {
    const baseUrl = readBase(options.base);
    return {
      baseUrl,
      staff: options.user === undefined ? undefined : readLogin(options.user),
      clusterSecret: undefined,
    };
  }
  const dataDir = dataDirOf(options.data);
  const { gatewayUrl } = (await askLauncher(dataDir, 'GET', '/status')) as StackStatus;
  const secrets = readSecrets(dataDir);
  const own = secrets && { username: secrets.adminUsername, password: secrets.adminPassword };
  return {
    baseUrl: gatewayUrl,
    staff: options.user === undefined ? own : readLogin(options.user),
    clusterSecret: secrets?.clusterSecret,
  };
}

/** `NAME:PASSWORD`; the password may contain colons. */
export function readLogin(text: string): Login {
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1) throw new Failure('A login is written NAME:PASSWORD.');
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** The staff login of a target. */
export function staffOf(target: Target): Login {
  if (target.staff === undefined) throw new Failure('With --base, say who you are: --user NAME:PASSWORD (staff).');
  return target.staff;
}

function readBase(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new Failure(`--base takes a URL such as http://localhost:4000, not "${text}".`);
  }
  return url.href.replace(/\/$/, '');
}
