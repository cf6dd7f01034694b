import type { OutboxChannel } from './outbox.ts';

/**
 * How a receiver misbehaves. `drop`: ends the connection before it takes the message; `hang`: never says another word.
 * `drop-after` and `hang-after` take the message first. `undelivered` takes an SMS and reports later that it failed.
 */
export const faultModes = ['refuse', '429', '500', 'hang', 'drop', 'hang-after', 'drop-after', 'undelivered'] as const;
export type FaultMode = (typeof faultModes)[number];

export type Fault = {
  channel: OutboxChannel;
  mode: FaultMode;
  /** Messages that it befalls; all of them until it is lifted when absent. */
  count?: number | undefined;
  /** Only messages handed over with this account. */
  account?: string | undefined;
};

export type Faults = {
  set(fault: Fault): void;
  clear(): void;
  list(): Fault[];
  /** The fault that befalls this message, if any; counts it. */
  next(channel: OutboxChannel, account: string): FaultMode | undefined;
};

/** One fault per channel and account; the last one set wins. */
export function createFaults(): Faults {
  let faults: Fault[] = [];
  return {
    set(fault) {
      faults = faults.filter(({ channel, account }) => channel !== fault.channel || account !== fault.account);
      if (fault.count !== 0) faults.push({ ...fault });
    },
    clear() {
      faults = [];
    },
    list: () => faults.map((fault) => ({ ...fault })),
    next(channel, account) {
      const fault = faults.find(
        (each) => each.channel === channel && (each.account === undefined || each.account === account),
      );
      if (fault?.count !== undefined && --fault.count <= 0) faults = faults.filter((each) => each !== fault);
      return fault?.mode;
    },
  };
}
