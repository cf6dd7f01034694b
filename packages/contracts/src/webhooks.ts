import { type Static, Type } from 'typebox';

/** Most webhooks of an installation, and most types of one. */
export const mostWebhooks = 100;
const mostTypes = 50;

/** An event type, a prefix of types (`flight.*`), or `*` for every event. */
export const WebhookType = Type.String({
  pattern: '^(\\*|[a-z][a-z0-9_]*(\\.[a-z0-9_]+)*(\\.\\*)?)$',
  maxLength: 100,
  description: 'an event type, a prefix ending in `.*`, or `*`',
});

/** Body of `POST /api/notifications/webhooks`. */
export const NewWebhook = Type.Object(
  {
    url: Type.String({ minLength: 1, maxLength: 2048, description: 'http or https, without credentials' }),
    types: Type.Array(WebhookType, { minItems: 1, maxItems: mostTypes }),
    secret: Type.Optional(
      Type.String({
        pattern: '^[\\x21-\\x7e]{8,200}$',
        description: '24 to 64 bytes in base64 after `whsec_`, or any 8 to 200 printable characters; made where absent',
      }),
    ),
  },
  { additionalProperties: false },
);
export type NewWebhook = Static<typeof NewWebhook>;

const Time = Type.String({ format: 'date-time', description: 'RFC 3339, UTC' });
const NullableTime = Type.Union([Time, Type.Null()]);
const described = { id: Type.Integer(), url: Type.String(), types: Type.Array(Type.String()), createdAt: Time };

/** A webhook just registered: the only answer that holds its secret. */
export const CreatedWebhook = Type.Object({ ...described, secret: Type.String() });
export type CreatedWebhook = Static<typeof CreatedWebhook>;

/** An event that a target never took. */
export const GivenUpDelivery = Type.Object({
  eventId: Type.String(),
  type: Type.String(),
  reason: Type.String(),
  /** Times that it was sent. */
  attempts: Type.Integer(),
  at: Time,
});
export type GivenUpDelivery = Static<typeof GivenUpDelivery>;

/** A webhook and how its deliveries go; never its secret. */
export const Webhook = Type.Object({
  ...described,
  /** `disabled`: the target answered 410 Gone and is sent nothing more. */
  state: Type.Enum(['ok', 'failing', 'disabled']),
  lastSuccessAt: NullableTime,
  /** When the first of the deliveries failed that were not followed by a success. */
  failingSince: NullableTime,
  /** Why the last one failed, while it fails. */
  lastFailure: Type.Union([Type.String(), Type.Null()]),
  /** Deliveries that wait for their first or next attempt. */
  pending: Type.Integer(),
  /** The latest given up within three days, newest first, at most 20. */
  givenUp: Type.Array(GivenUpDelivery),
});
export type Webhook = Static<typeof Webhook>;

export const WebhookList = Type.Object({ webhooks: Type.Array(Webhook), count: Type.Integer() });
