import type { OperationEvent } from '@airside/contracts';

export const ways = ['http', 'kafka', 'rabbitmq'] as const;
/** How operation events reach the system. */
export type Way = (typeof ways)[number];

/** Hands operation events in. Events of one flight are to be sent one after the other. */
export type Sender = {
  /** Resolves when the other side has the event for good. Throws Failure where it refuses it. */
  send(event: OperationEvent, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
};
