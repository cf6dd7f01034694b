import { type Static, Type } from 'typebox';
import { IdInPath } from './ids.ts';

const closed = { additionalProperties: false };
const Time = Type.String({ format: 'date-time', description: 'RFC 3339, UTC' });
const NullableTime = Type.Union([Time, Type.Null()]);
const NullableText = Type.Union([Type.String(), Type.Null()]);
const Members = Type.Record(Type.String(), Type.Unknown());
const page = {
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
  /** `cursor` of the page before. */
  cursor: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
};
/** Present while there may be more. */
const cursor = Type.Optional(Type.Integer());

/** What an event can set going. */
export const workflowNames = ['delay', 'cancellation', 'gate_change'] as const;
export const WorkflowName = Type.Enum([...workflowNames]);
export type WorkflowName = Static<typeof WorkflowName>;

/** Most rules of an installation: each event is held against all of them. */
export const mostRules = 200;

/** What happens with an event that a rule matches. */
export const RuleTarget = Type.Union([
  Type.Object({ kind: Type.Literal('workflow'), workflow: WorkflowName }, closed),
  Type.Object({ kind: Type.Literal('webhook'), url: Type.String({ minLength: 1, maxLength: 2048 }) }, closed),
  /** A line in `GET /api/ops/audit`. */
  Type.Object({ kind: Type.Literal('log') }, closed),
]);
export type RuleTarget = Static<typeof RuleTarget>;

const rule = {
  name: Type.String({ minLength: 1, maxLength: 100 }),
  enabled: Type.Boolean(),
  pattern: Type.Record(Type.String(), Type.Array(Type.Unknown()), {
    description:
      'dotted paths into an event, and for each what its value may be: values, {"prefix"}, {"wildcard"} or {"numeric":[">=",30,"<=",120]}',
  }),
  targets: Type.Array(RuleTarget, { minItems: 1, maxItems: 10 }),
};

/** Body of `POST /api/ops/rules`. */
export const NewRule = Type.Object(
  { ...rule, enabled: Type.Optional(Type.Boolean({ description: 'true where absent' })) },
  closed,
);
export type NewRule = Static<typeof NewRule>;

/** Body of `PATCH /api/ops/rules/{id}`; with `version`, refused where somebody else changed the rule meanwhile. */
export const RulePatch = Type.Partial(Type.Object({ ...rule, version: Type.Integer({ minimum: 1 }) }), closed);
export type RulePatch = Static<typeof RulePatch>;

export const Rule = Type.Object({
  id: Type.Integer(),
  ...rule,
  /** Grows with every change. */
  version: Type.Integer(),
  createdAt: Time,
  updatedAt: Time,
});
export type Rule = Static<typeof Rule>;
export const RuleList = Type.Object({ rules: Type.Array(Rule), count: Type.Integer() });
export type RuleList = Static<typeof RuleList>;

/** Body of `POST /api/ops/rules/test`: an event against the stored rules, or against `rule` alone; a rule alone against the latest events that ran a workflow. */
export const RuleTest = Type.Object(
  {
    event: Type.Optional(
      Type.Object({ type: Type.String({ minLength: 1, maxLength: 200 }) }, { additionalProperties: true }),
    ),
    rule: Type.Optional(NewRule),
  },
  closed,
);
export type RuleTest = Static<typeof RuleTest>;

/** Answer of `POST /api/ops/rules/test`. */
export const RuleTestAnswer = Type.Object({
  /** How many events were held against the rules. */
  tried: Type.Integer(),
  matches: Type.Array(
    Type.Object({
      eventId: NullableText,
      eventType: Type.String(),
      /** Null for the rule of the request. */
      ruleId: Type.Union([Type.Integer(), Type.Null()]),
      ruleName: Type.String(),
      targets: Type.Array(
        Type.Object({
          target: RuleTarget,
          runs: Type.Boolean(),
          /** Why it would not. */
          reason: Type.Optional(Type.String()),
        }),
      ),
    }),
  ),
});
export type RuleTestAnswer = Static<typeof RuleTestAnswer>;

/** Body of `POST /api/ops/publish`; members of `data` that the system knows may be left out. */
export const Publication = Type.Object({ type: Type.String({ maxLength: 100 }), data: Members }, closed);
export type Publication = Static<typeof Publication>;
/** Answer of `POST /api/ops/publish`: the event as it is on the bus now. */
export const Published = Type.Object({ eventId: Type.String(), event: Members });

export const executionStatuses = ['RUNNING', 'SUCCEEDED', 'FAILED'] as const;
const ExecutionStatus = Type.Enum([...executionStatuses]);
export type ExecutionStatus = Static<typeof ExecutionStatus>;

const execution = {
  id: Type.Integer(),
  /** The operation event behind it; where there is none, the event itself. */
  eventId: Type.String(),
  workflow: WorkflowName,
  flightId: Type.String(),
  status: ExecutionStatus,
  startedAt: Time,
  finishedAt: NullableTime,
};

/** Query of `GET /api/ops/executions`. */
export const ExecutionQuery = Type.Object(
  {
    status: Type.Optional(ExecutionStatus),
    flight: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'flight code, any case' })),
    ...page,
  },
  closed,
);
export type ExecutionQuery = Static<typeof ExecutionQuery>;

/** Answer of `GET /api/ops/executions`, newest first. */
export const ExecutionList = Type.Object({
  executions: Type.Array(Type.Object(execution)),
  count: Type.Integer(),
  cursor,
});
export type ExecutionList = Static<typeof ExecutionList>;

export const ExecutionParams = Type.Object({ id: IdInPath });

const attempted = {
  status: Type.Enum(['WAITING', 'RUNNING', 'SUCCEEDED', 'FAILED']),
  attempts: Type.Integer(),
  startedAt: NullableTime,
  finishedAt: NullableTime,
  output: Type.Unknown(),
  /** Of the last attempt that failed; stays also where a later one succeeded. */
  error: NullableText,
};

/** One step of an execution, in the order in which they ran. */
export const ExecutionStep = Type.Object({
  name: Type.String(),
  /** The step that it is a part of. */
  parent: Type.Optional(Type.String()),
  ...attempted,
  input: Type.Unknown(),
  /** Of a step that goes over the travellers batch by batch. */
  batches: Type.Optional(Type.Array(Type.Object({ batch: Type.Integer(), travellers: Type.Integer(), ...attempted }))),
});
export type ExecutionStep = Static<typeof ExecutionStep>;

/** Answer of `GET /api/ops/executions/{id}`. */
export const ExecutionDetails = Type.Object({
  ...execution,
  /** The event as it came from the bus. */
  event: Type.Unknown(),
  steps: Type.Array(ExecutionStep),
});
export type ExecutionDetails = Static<typeof ExecutionDetails>;

/** Answer of `POST /api/ops/executions/{id}/retry`. */
export const ExecutionRetried = Type.Object({ id: Type.Integer(), status: ExecutionStatus });

/** Query of `GET /api/ops/audit`. */
export const AuditQuery = Type.Object(
  {
    type: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    subject: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'such as a flight code' })),
    ...page,
  },
  closed,
);
export type AuditQuery = Static<typeof AuditQuery>;

/** Answer of `GET /api/ops/audit`, newest first: events that a rule with a `log` target matched. */
export const AuditList = Type.Object({
  audit: Type.Array(
    Type.Object({
      id: Type.Integer(),
      eventId: Type.String(),
      type: Type.String(),
      subject: NullableText,
      /** Name of the rule. */
      rule: Type.String(),
      at: Time,
      event: Type.Unknown(),
    }),
  ),
  count: Type.Integer(),
  cursor,
});
export type AuditList = Static<typeof AuditList>;

/** Body of `POST /internal/webhook-calls`: one signed call of a rule's target; the same rule, URL and event again add none. */
export const WebhookCall = Type.Object(
  { rule_id: Type.Integer(), url: Type.String({ minLength: 1, maxLength: 2048 }), event: Type.Unknown() },
  closed,
);
export type WebhookCall = Static<typeof WebhookCall>;
