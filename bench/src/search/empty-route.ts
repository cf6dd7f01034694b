import Fastify from 'fastify';
import { readFileSync } from 'node:fs';

// The least that Fastify can do with the same bytes: node empty-route.ts PORT FILE

const [port, file = ''] = process.argv.slice(2);
const body = readFileSync(file, 'utf8');
const app = Fastify({ keepAliveTimeout: 75_000 });
app.get('/', (_request, reply) => reply.type('application/json; charset=utf-8').send(body));
await app.listen({ host: '127.0.0.1', port: Number(port) });
