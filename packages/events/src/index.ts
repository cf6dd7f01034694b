export type { Handle } from './consume/deliver.ts';
export { endGroup } from './consume/end-group.ts';
export { type BusMember, subscribe, type SubscribeOptions, type Subscription } from './consume/subscribe.ts';
export {
  type DeadLetter,
  discardDeadLetter,
  listDeadLetters,
  replayDeadLetter,
} from './dead-letters/dead-letters.ts';
export { createEvent, type NewEvent } from './envelope.ts';
export { countHeldEvents, figuresOfStream } from './figures/figures.ts';
export { publish } from './outbox/publish.ts';
export { outboxSqlFile } from './outbox/sql.ts';
export { partitionOf } from './partitions.ts';
export { isPattern, type Pattern, type PatternFault, validatePattern } from './patterns/pattern.ts';
export { matches } from './patterns/rules.ts';
export { connectListener } from './streams/listener.ts';
export { publishing } from './tracing.ts';
export { type Relay, type RelayOptions, startRelay } from './relay/relay.ts';
