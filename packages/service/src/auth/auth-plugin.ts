import {
  type AccessClaims,
  headers,
  Problem,
  type ServiceTokenVerification,
  serviceTokenPrefix,
  ServiceTokenScope,
} from '@airside/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { timingSafeEqual, createHash } from 'node:crypto';
import { Compile } from 'typebox/compile';
import { type Access, type AccessDecision, decideAccess, decideOwnership } from './access.ts';
import { type AccountCaller, type Caller, nobody } from './caller.ts';
import type { TokenVerifier } from './token-verifier.ts';

export type AuthOptions = {
  verifyToken: TokenVerifier;
  clusterSecret: string;
  /** Asks the user service about a service token; absent where no route takes one. */
  verifyServiceToken?: (token: string) => Promise<ServiceTokenVerification>;
  /** Extra check of a session; the user service refuses a token as soon as its session ended. */
  isSessionAlive?: (claims: AccessClaims) => Promise<boolean>;
};

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    /** Who sent the request; `nobody` on public routes, where no token is looked at. */
    caller: Caller;
  }
}

const isScope = Compile(ServiceTokenScope);

/** Identifies the caller before the body is read and enforces each route's `config.access`. */
export const authPlugin = fastifyPlugin(
  async (app: FastifyInstance, options: AuthOptions) => {
    app.decorateRequest('caller', null as never);

    app.addHook('onRoute', (route) => {
      if (route.config?.access === undefined)
        throw new Error(`${String(route.method)} ${route.url} does not say who may call it`);
    });

    app.addHook('onRequest', async (request) => {
      request.caller = nobody;
      const rule = request.routeOptions.config.access;
      if (rule === undefined || rule.kind === 'public') return;
      if (rule.kind === 'internal') {
        // As if it did not exist: a stranger learns nothing about internal routes.
        if (!sameSecret(request.headers[headers.clusterSecret], options.clusterSecret))
          throw new Problem('ROUTE_NOT_FOUND');
        return;
      }
      request.caller = await identify(request, options);
      refuseUnless(decideAccess(rule, request.caller));
    });

    app.addHook('preHandler', async (request) => {
      const rule = request.routeOptions.config.access;
      if (rule === undefined) return;
      refuseUnless(decideOwnership(rule, request.caller, request.params as Record<string, unknown>));
    });
  },
  { name: 'airside-auth' },
);

/** The account behind a `signedIn` or `selfOrStaff` route. */
export function accountOf(request: FastifyRequest): AccountCaller {
  if (request.caller.kind !== 'account') throw new Problem('AUTHENTICATION_REQUIRED');
  return request.caller;
}

export function callerOf(claims: AccessClaims): AccountCaller {
  return {
    kind: 'account',
    userId: Number(claims.sub),
    username: claims.username,
    firstName: claims.given_name,
    lastName: claims.family_name,
    roles: claims.roles,
    sessionId: claims.sid,
  };
}

/** The token of `Authorization: Bearer …`, undefined where there is none. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : /^Bearer +(\S+)$/i.exec(authorization)?.[1];
}

async function identify(request: FastifyRequest, options: AuthOptions): Promise<Caller> {
  const token = bearerToken(request.headers.authorization);
  if (token === undefined) return nobody;
  if (token.startsWith(serviceTokenPrefix)) return identifyService(token, options);
  const claims = await options.verifyToken(token);
  if (claims === undefined) return nobody;
  if (options.isSessionAlive !== undefined && !(await options.isSessionAlive(claims))) return nobody;
  return callerOf(claims);
}

async function identifyService(token: string, options: AuthOptions): Promise<Caller> {
  const verification = await options.verifyServiceToken?.(token);
  if (verification === undefined || !verification.active) return nobody;
  const scopes = verification.scopes.filter((scope): scope is ServiceTokenScope => isScope.Check(scope));
  return {
    kind: 'service',
    tokenId: verification.id,
    name: verification.name,
    scopes,
  };
}

function refuseUnless(decision: AccessDecision): void {
  if (decision !== 'allowed') throw new Problem(decision);
}

/** Compares without telling by its timing how much was right. */
export function sameSecret(given: string | string[] | undefined, expected: string): boolean {
  if (typeof given !== 'string') return false;
  return timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(expected).digest());
}
