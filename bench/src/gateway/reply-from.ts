import replyFrom from '@fastify/reply-from';
import Fastify from 'fastify';
import { addNaiveFeatures } from './naive-features.ts';

// The same features on @fastify/reply-from, as a team would build them by hand: round robin over the upstreams.

const [port = '', origins = '', publicKey = ''] = process.argv.slice(2);
const upstreams = origins.split(',');
let turn = 0;

const app = Fastify({ logger: publicKey !== '', bodyLimit: 4 * 1024 * 1024 });
await app.register(replyFrom, { undici: { connections: 64 } });
if (publicKey !== '') await addNaiveFeatures(app, publicKey);
app.all('/*', (request, reply) => {
  turn = (turn + 1) % upstreams.length;
  return reply.from(`${upstreams[turn]}${request.url}`);
});
await app.listen({ host: '127.0.0.1', port: Number(port) });
