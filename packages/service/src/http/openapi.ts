import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import type { Access } from '../auth/access.ts';

/** Describes the service's own public routes at `/openapi.json`; the gateway merges all of them into one document. */
export async function describeRoutes(app: FastifyInstance, service: string, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: service, version },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        },
      },
    },
    transform: ({ schema, url, route }) => {
      const rule = route.config?.access;
      const isPublic = rule?.kind === 'public';
      const hidden = rule?.kind === 'internal' || schema?.hide === true;
      return {
        url,
        schema: {
          ...schema,
          hide: hidden,
          ...(isPublic ? {} : { security: [{ bearer: [] }] }),
          ...describeAccess(rule),
        },
      };
    },
  });
}

/** `x-access` tells readers and the generated access test who may call the route. */
function describeAccess(rule: Access | undefined): Record<string, unknown> {
  if (rule === undefined || rule.kind === 'internal') return {};
  if (rule.kind === 'roles') return { 'x-access': rule.roles };
  return { 'x-access': rule.kind };
}
