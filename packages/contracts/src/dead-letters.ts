import { type Static, Type } from 'typebox';

/** An event that was given up, wherever that was. */
const DeadLetter = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  /** Null where the event was too broken to have one. */
  eventId: Type.Union([Type.String(), Type.Null()]),
  /** `http`, `kafka` or `rabbitmq` where it could not be taken; else the consumer that failed, such as `booking/flights`, or `notification/deliveries` for a notice. */
  source: Type.String(),
  reason: Type.String(),
  receivedAt: Type.String(),
  /** As it came; `{text}` or `{base64}` where that is no JSON. */
  event: Type.Unknown(),
});
export type DeadLetter = Static<typeof DeadLetter>;

/** Query of `GET /api/ops/dead-letters`. */
export const DeadLetterPage = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
    /** `cursor` of the page before. */
    cursor: Type.Optional(Type.String({ pattern: '^[0-9]\\.[0-9]{1,15}(-[0-9]\\.[0-9]{1,15}){0,9}$' })),
  },
  { additionalProperties: false },
);
export type DeadLetterPage = Static<typeof DeadLetterPage>;

/** Answer of `GET /api/ops/dead-letters`, newest first. */
export const DeadLetterList = Type.Object({
  deadLetters: Type.Array(DeadLetter),
  count: Type.Integer(),
  /** Services whose dead letters are missing here, because they did not answer. */
  unavailable: Type.Optional(Type.Array(Type.String())),
  /** Present while there may be more. */
  cursor: Type.Optional(Type.String()),
});
export type DeadLetterList = Static<typeof DeadLetterList>;

/** Path of `POST /api/ops/dead-letters/{id}/replay` and of its internal counterpart. */
export const DeadLetterParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });

/** Answer of `POST /api/ops/dead-letters/{id}/replay`. */
export const ReplayAnswer = Type.Object({ id: Type.Integer(), accepted: Type.Literal(true) });

/** Where a service lists and replays what its bus consumers gave up. */
export const deadLettersPath = '/internal/dead-letters';
/** Where the notification service does the same for notices that no provider would take. */
export const failedNoticesPath = '/internal/failed-notices';

/** Query of `GET` on these paths: one service's own. */
export const OwnDeadLetterPage = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 500 }),
    /** Id of the last one of the page before. */
    before: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
  },
  { additionalProperties: false },
);

/** Answer of `GET` on these paths, newest first. */
export const OwnDeadLetterList = Type.Object({ deadLetters: Type.Array(DeadLetter) });
export type OwnDeadLetterList = Static<typeof OwnDeadLetterList>;
