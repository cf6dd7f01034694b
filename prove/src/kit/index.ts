export { type Account, type Answer, type Api, createApi, expected } from './api.ts';
export { type Desk, openDesk } from './desk.ts';
export { createAsking, follow, type Follower, nowMs, type Update } from './follower.ts';
export { listExecutions } from './look.ts';
export { findOutbox } from './outbox.ts';
export { type FullFlight, insertFullFlight } from './queries.ts';
export { compare, type Discrepancy, gateOf, isClean, sum, upTo } from './rules.ts';
export { joinStack, openStack, type ProcessReport, type Stack, until } from './stack.ts';
