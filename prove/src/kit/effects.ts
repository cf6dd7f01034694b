/** An event that was accepted, and who must hear of it. */
export type Reported = { eventId: string; workflow: string; passengers: readonly string[] };

export type SeenExecution = {
  id: number;
  eventId: string;
  workflow: string;
  status: string;
  finishedAt: string | null;
};
export type SeenNotice = {
  eventId: string;
  passengerId: string | null;
  channel: string;
  state: string;
  reason: string;
};

/** What became of events, against what should have. All zero: everything once. */
export type Effects = {
  /** Accepted, and without an execution. */
  eventsLost: number;
  executionsDoubled: number;
  /** Neither succeeded nor failed. */
  executionsStuck: number;
  executionsFailed: number;
  /** Pairs of passenger and channel that the ledger does not hold. */
  noticesMissing: number;
  noticesDoubled: number;
  /** Still on their way. */
  noticesStuck: number;
  noticesFailed: number;
};

/** Channels on which everybody has a line in the ledger, be it that nothing was sent and why. */
const channels = ['email', 'sms', 'push'];
const onTheirWay = new Set(['PLANNED', 'QUEUED', 'SENDING']);
/** The ledger's words where the sender was killed between a provider's having it and the note of it. */
const uncertainWords = /may have it and cannot be asked/;

/** Nobody can say whether it arrived: neither lost nor doubled, and told apart by the ledger itself. */
export function isUncertain({ state, reason }: SeenNotice): boolean {
  return state === 'FAILED' && uncertainWords.test(reason);
}

export function isOnItsWay({ state }: SeenNotice): boolean {
  return onTheirWay.has(state);
}

/** Counts what is there too little, too much, or not at its end. */
export function countEffects(
  reported: readonly Reported[],
  seen: { executions: readonly SeenExecution[]; notices: readonly SeenNotice[] },
): Effects {
  const executions = Map.groupBy(seen.executions, ({ eventId }) => eventId);
  const notices = Map.groupBy(seen.notices, ({ eventId }) => eventId);
  const total: Effects = {
    eventsLost: 0,
    executionsDoubled: 0,
    executionsStuck: 0,
    executionsFailed: 0,
    noticesMissing: 0,
    noticesDoubled: 0,
    noticesStuck: 0,
    noticesFailed: 0,
  };
  for (const { eventId, workflow, passengers } of reported) {
    const own = executions.get(eventId) ?? [];
    const having = (status: string) => own.filter((execution) => execution.status === status).length;
    if (!own.some((execution) => execution.workflow === workflow)) total.eventsLost += 1;
    total.executionsDoubled += Math.max(0, own.length - 1);
    total.executionsStuck += having('RUNNING');
    total.executionsFailed += having('FAILED');

    const mine = notices.get(eventId) ?? [];
    const keys = mine.map(({ passengerId, channel }) => `${passengerId} ${channel}`);
    const held = new Set(keys);
    const wanted = passengers.flatMap((passenger) => channels.map((channel) => `${passenger} ${channel}`));
    total.noticesMissing += wanted.filter((key) => !held.has(key)).length;
    total.noticesDoubled += keys.length - held.size;
    total.noticesStuck += mine.filter(isOnItsWay).length;
    total.noticesFailed += mine.filter((notice) => notice.state === 'FAILED' && !isUncertain(notice)).length;
  }
  return total;
}

export function countUncertain(notices: readonly SeenNotice[]): number {
  return notices.filter(isUncertain).length;
}

export function isAllOnce(effects: Effects): boolean {
  return Object.values(effects).every((count) => count === 0);
}
