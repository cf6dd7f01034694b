import { type Static, Type } from 'typebox';

/** Page of a list that is read newest first. */
export const NewestFirstPage = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
    /** `cursor` of the page before. */
    cursor: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
  },
  { additionalProperties: false },
);
export type NewestFirstPage = Static<typeof NewestFirstPage>;

/** Answer of `GET /api/ops/dead-letters`. */
export const DeadLetterList = Type.Object({
  deadLetters: Type.Array(
    Type.Object({
      id: Type.Integer(),
      /** Null where the event was too broken to have one. */
      eventId: Type.Union([Type.String(), Type.Null()]),
      source: Type.String(),
      reason: Type.String(),
      receivedAt: Type.String(),
      event: Type.Unknown(),
    }),
  ),
  count: Type.Integer(),
  /** Present while there may be more. */
  cursor: Type.Optional(Type.Integer()),
});
export type DeadLetterList = Static<typeof DeadLetterList>;
