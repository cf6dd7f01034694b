import { type Static, Type } from 'typebox';
import { Role } from './roles.ts';

/** `iss` of every access token. */
export const tokenIssuer = 'airside';
/** `aud` of every access token. */
export const tokenAudience = 'airside';
/** Longest life of an access token, in seconds (quality.md S3). */
export const accessTokenTtlSeconds = 900;
/** First characters of a service token; tells it from a JWT at a glance. */
export const serviceTokenPrefix = 'ast_';

/** Claims of an access token. Names are the account's own and let booking name a passenger without a call. */
export const AccessClaims = Type.Object({
  iss: Type.Literal(tokenIssuer),
  aud: Type.Literal(tokenAudience),
  /** Account id, as digits. */
  sub: Type.String({ pattern: '^[1-9][0-9]{0,15}$' }),
  /** Session (refresh-token family) id. */
  sid: Type.String(),
  username: Type.String(),
  given_name: Type.Optional(Type.String()),
  family_name: Type.Optional(Type.String()),
  roles: Type.Array(Role),
  iat: Type.Integer(),
  exp: Type.Integer(),
});
export type AccessClaims = Static<typeof AccessClaims>;

/** One public key as the JWKS lists it (RFC 8037). */
export const PublicJwk = Type.Object({
  kty: Type.Literal('OKP'),
  crv: Type.Literal('Ed25519'),
  x: Type.String(),
  kid: Type.String(),
  alg: Type.Literal('EdDSA'),
  use: Type.Literal('sig'),
});
export type PublicJwk = Static<typeof PublicJwk>;

export const Jwks = Type.Object({ keys: Type.Array(PublicJwk) });
export type Jwks = Static<typeof Jwks>;

/** Answer of `POST /internal/service-tokens/verify` of the user service: whether the token is alive, and what it may do. */
export const ServiceTokenVerification = Type.Union([
  Type.Object({ active: Type.Literal(false) }),
  Type.Object({
    active: Type.Literal(true),
    id: Type.Integer(),
    name: Type.String(),
    scopes: Type.Array(Type.String()),
  }),
]);
export type ServiceTokenVerification = Static<typeof ServiceTokenVerification>;
