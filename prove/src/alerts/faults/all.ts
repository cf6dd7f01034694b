import type { Fault } from '../fault.ts';
import { primaryLost, standbyBehind, standbyKilled } from './databases.ts';
import {
  brokerFrozen,
  consumersFrozen,
  eventPoisoned,
  eventRefused,
  redisNodeKilled,
  relayHeldBack,
} from './events.ts';
import { breakerOpens, discoveryFrozen, instanceDeaf } from './gateway.ts';
import { instanceFrozen, serviceKilled } from './instances.ts';
import { mailsLost, providersDown } from './notices.ts';
import { bookingsFail, bookingsWait, searchesFail, threadsBusy } from './objectives.ts';
import { loaderKilled, loadFailed, loadOverdue, loadRefused, neverLoaded } from './warehouse.ts';
import { rightTaken } from './workflows.ts';

/** What is to be over before anything else is broken: it needs the providers for itself. */
export const faultsBefore: readonly Fault[] = [mailsLost];

/** Faults that take minutes to show; they are there while the others come and go. */
export const slowFaults: readonly Fault[] = [providersDown, rightTaken];

/** One after the other, beside the others: they touch nothing that those need. */
export const warehouseFaults: readonly Fault[] = [loadRefused, loadFailed, loadOverdue, neverLoaded, loaderKilled];

/** One after the other. */
export const faults: readonly Fault[] = [
  breakerOpens,
  eventRefused,
  eventPoisoned,
  instanceDeaf,
  instanceFrozen,
  serviceKilled,
  searchesFail,
  threadsBusy,
  bookingsWait,
  bookingsFail,
  brokerFrozen,
  redisNodeKilled,
  relayHeldBack,
  standbyKilled,
  standbyBehind,
  discoveryFrozen,
  consumersFrozen,
  primaryLost,
];
