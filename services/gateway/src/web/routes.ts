import { access, type App } from '@airside/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { securityHeaders } from '../pages/security-headers.ts';
import { readWebFiles, type WebFile } from './files.ts';
import { chooseEncoding, screens, secretScreens } from './rules.ts';

const options = { config: { access: access.public }, schema: { hide: true } };

/** The web app: its files, and its one page at the address of every screen. */
export async function webRoutes(app: App, folder: string): Promise<void> {
  const files = await readWebFiles(folder);
  for (const file of files) {
    if (file.path !== '/index.html') app.get(file.path, options, (request, reply) => answer(file, request, reply));
  }
  const page = files.find(({ path }) => path === '/index.html');
  if (page === undefined) throw new Error(`${folder} holds no index.html`);
  const unkept = { ...page, cacheControl: 'no-store' };
  for (const address of secretScreens) app.get(address, options, (request, reply) => answer(unkept, request, reply));
  for (const address of ['/', ...screens.flatMap((screen) => [screen, `${screen}/*`])]) {
    app.get(address, options, (request, reply) => answer(page, request, reply));
  }
}

function answer(file: WebFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  void reply.headers({
    ...securityHeaders,
    'cache-control': file.cacheControl,
    etag: file.etag,
    vary: 'accept-encoding',
  });
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  const encoding = chooseEncoding(request.headers['accept-encoding'], [...file.encoded.keys()]);
  if (encoding !== undefined) void reply.header('content-encoding', encoding);
  return reply.type(file.type).send((encoding && file.encoded.get(encoding)) ?? file.plain);
}
