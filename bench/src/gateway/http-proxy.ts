import Fastify from 'fastify';
import httpProxy from 'http-proxy';
import { Agent } from 'node:http';
import { addNaiveFeatures } from './naive-features.ts';

// The same features on http-proxy, as a team would build them by hand: round robin over the upstreams.

const [port = '', origins = '', publicKey = ''] = process.argv.slice(2);
const upstreams = origins.split(',');
let turn = 0;

const proxy = httpProxy.createProxyServer({ agent: new Agent({ keepAlive: true, maxSockets: 64 }) });
const app = Fastify({ logger: publicKey !== '' });
if (publicKey !== '') await addNaiveFeatures(app, publicKey);
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', (_request, _payload, done) => done(null));
app.all('/*', (request, reply) => {
  turn = (turn + 1) % upstreams.length;
  reply.hijack();
  proxy.web(request.raw, reply.raw, { target: upstreams[turn] ?? '' }, () => reply.raw.destroy());
});
await app.listen({ host: '127.0.0.1', port: Number(port) });
