import {
  type Directory,
  headers,
  type Jwks,
  type PublicJwk,
  type ServiceName,
  tokenAudience,
  tokenIssuer,
} from '@airside/contracts';
import { createSigner } from 'fast-jwt';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { startChild, whenAnswering } from '../children.ts';
import type { Contender, StartOptions } from './proxies.ts';

const clusterSecret = 'only-for-this-benchmark';

export type Surroundings = { discoveryUrl: string; publicKey: string; token: string };

/** Discovery and key service of the benchmark: a fixed directory of the upstreams, and a token that its key signed. */
export async function startSurroundings(port: number, upstreamPorts: number[]): Promise<Surroundings> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const jwk = publicKey.export({ format: 'jwk' }) as Pick<PublicJwk, 'kty' | 'crv' | 'x'>;
  const jwks: Jwks = { keys: [{ ...jwk, kid: 'bench', alg: 'EdDSA', use: 'sig' }] };
  const instanceOf = (service: ServiceName, upstream: number, index: number) => ({
    instance: `${service}_${index + 1}`,
    service,
    url: `http://127.0.0.1:${upstream}`,
    version: 'bench',
    state: 'up' as const,
  });
  const directory: Directory = {
    revision: 'bench',
    settled: true,
    services: {
      booking_service: upstreamPorts.map((upstream, index) => instanceOf('booking_service', upstream, index)),
      user_service: [instanceOf('user_service', port, 0)],
    },
  };
  const server = createServer((request, response) => {
    const isWatch = request.url?.includes('revision=') === true;
    const body =
      request.url?.startsWith('/services') === true
        ? directory
        : request.url?.startsWith('/.well-known') === true
          ? jwks
          : { status: 'ready' };
    const send = () => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (isWatch) setTimeout(send, 20_000).unref();
    else send();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const iat = Math.floor(Date.now() / 1000);
  const sign = createSigner({
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    algorithm: 'EdDSA',
    kid: 'bench',
  });
  const token = sign({
    iss: tokenIssuer,
    aud: tokenAudience,
    sub: '1',
    sid: 's',
    username: 'bench',
    roles: ['passenger'],
    iat,
    exp: iat + 900,
  });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return { discoveryUrl: `http://127.0.0.1:${port}`, publicKey: Buffer.from(pem).toString('base64url'), token };
}

/** The gateway as it ships: metrics, access log, ids and rate limit cannot be turned off. With a token it also verifies and counts per user. */
export async function startAirside(
  options: StartOptions,
  surroundings: Surroundings,
  redisUrls: string[],
): Promise<{ plain: Contender; everything: Contender }> {
  const dataDir = join(options.folder, 'gateway-data');
  mkdirSync(dataDir, { recursive: true });
  const origin = `http://127.0.0.1:${options.port}`;
  const { pid } = startChild(
    process.execPath,
    [join(import.meta.dirname, '../../../services/gateway/src/main.ts')],
    {
      INSTANCE_NAME: 'gateway_1',
      PORT: String(options.port),
      DISCOVERY_URLS: surroundings.discoveryUrl,
      CLUSTER_SECRET: clusterSecret,
      REDIS_URLS: redisUrls.join(','),
      DATA_DIR: dataDir,
      RATE_LIMIT_EXEMPT_LOOPBACK: 'true',
    },
    join(options.folder, 'airside.out'),
  );
  await whenAnswering(`${origin}/api/flight/small`);
  const plain = { name: 'airside', origin, pid, headers: {} };
  return {
    plain,
    everything: {
      ...plain,
      name: 'airside, everything on',
      headers: { authorization: `Bearer ${surroundings.token}`, [headers.requestId]: 'bench-1' },
    },
  };
}
