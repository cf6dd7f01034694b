import type { AirsideEvent, EventType, WorkflowName } from '@airside/contracts';

/** Events of a flight that a workflow can be about. */
export type WorkflowEvent = Extract<
  AirsideEvent,
  { type: `flight.delay.${string}` | 'flight.cancelled' | 'flight.gate_change' }
>;

/** What a step does; the shell has a function for each. */
export type Act =
  | 'find travellers'
  | 'check travellers'
  | 'end without travellers'
  | 'confirm flight'
  | 'end'
  // Batch by batch:
  | 'tell travellers'
  | 'mark for rebooking'
  | 'publish rebooking';

export type Step = {
  name: string;
  act: Act;
  /** Names of what is done with each batch, where the history shows that apart. */
  parts?: readonly TellingPart[];
  /** Where to go on when there are no travellers; a step of `endings`. */
  otherwise?: string;
};

/** What telling a batch of travellers consists of, in this order. */
export const tellingParts = ['GetPassengerDetails', 'GeneratePersonalizedMessage', 'SendNotifications'] as const;
export type TellingPart = (typeof tellingParts)[number];

/** A workflow as data: its steps one after the other, and the steps that end it early. */
export type Workflow = {
  name: WorkflowName;
  /** Types of the events that it can run for. */
  startsOn: readonly WorkflowEvent['type'][];
  /** Types of the events that its steps publish: none of them starts a workflow, so nothing goes round in circles. */
  publishes: readonly EventType[];
  steps: readonly [Step, ...Step[]];
  endings: readonly Step[];
};
