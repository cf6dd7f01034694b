import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall, isInstalled, startChild } from '../children.ts';

/** A proxy under measurement: where it listens and which process's CPU counts (its children count too). */
export type Contender = { name: string; origin: string; pid: number; headers: Record<string, string> };

export type StartOptions = { folder: string; port: number; upstreamPorts: number[] };

/** nginx with one worker and keep-alive to the upstreams; undefined where it is not installed. */
export function startNginx({ folder, port, upstreamPorts }: StartOptions): Contender | undefined {
  if (!isInstalled('nginx')) return undefined;
  const config = join(folder, 'nginx.conf');
  const servers = upstreamPorts.map((upstream) => `server 127.0.0.1:${upstream};`).join(' ');
  writeFileSync(
    config,
    `worker_processes 1; daemon off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path ${folder}/nginx-body; proxy_temp_path ${folder}/nginx-proxy;
  fastcgi_temp_path ${folder}/nginx-f; uwsgi_temp_path ${folder}/nginx-u; scgi_temp_path ${folder}/nginx-s;
  upstream airside { least_conn; ${servers} keepalive 64; }
  server {
    listen 127.0.0.1:${port};
    keepalive_requests 1000000;
    location / { proxy_pass http://airside; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_max_temp_file_size 0; }
  }
}`,
  );
  const { pid } = startChild('nginx', ['-c', config, '-p', folder], {}, join(folder, 'nginx.out'));
  return { name: 'nginx', origin: `http://127.0.0.1:${port}`, pid, headers: {} };
}

/** haproxy with one thread; undefined where it is not installed. */
export function startHaproxy({ folder, port, upstreamPorts }: StartOptions): Contender | undefined {
  if (!isInstalled('haproxy')) return undefined;
  const config = join(folder, 'haproxy.cfg');
  const servers = upstreamPorts.map((upstream, index) => `  server s${index} 127.0.0.1:${upstream}`).join('\n');
  writeFileSync(
    config,
    `global
  nbthread 1
defaults
  mode http
  timeout connect 1s
  timeout client 30s
  timeout server 30s
  http-reuse always
frontend f
  bind 127.0.0.1:${port}
  default_backend b
backend b
  balance leastconn
${servers}
`,
  );
  const { pid } = startChild('haproxy', ['-f', config, '-db'], {}, join(folder, 'haproxy.out'));
  return { name: 'haproxy', origin: `http://127.0.0.1:${port}`, pid, headers: {} };
}

/** A proxy in Node, as a hand-made competitor; `features` is the public key of the "everything on" variant, else empty. */
export function startNodeProxy(
  kind: 'reply-from' | 'http-proxy',
  options: StartOptions,
  features: { publicKey: string; token: string } | undefined,
): Contender {
  const { folder, port, upstreamPorts } = options;
  const origins = upstreamPorts.map((upstream) => `http://127.0.0.1:${upstream}`).join(',');
  const name = `${kind}${features === undefined ? '' : ', everything on'}`;
  const args = [join(import.meta.dirname, `${kind}.ts`), String(port), origins, features?.publicKey ?? ''];
  const { pid } = startChild(process.execPath, args, {}, join(folder, `${name}.out`));
  return {
    name,
    origin: `http://127.0.0.1:${port}`,
    pid,
    headers: features === undefined ? {} : { authorization: `Bearer ${features.token}` },
  };
}

export function installProxies(): void {
  const missing = ['nginx', 'haproxy'].filter((name) => !isInstalled(name));
  if (missing.length > 0) aptInstall(missing.map((name) => (name === 'nginx' ? 'nginx-light' : name)));
}
