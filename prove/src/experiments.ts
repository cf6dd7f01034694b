import type { Stack } from './kit/stack.ts';
import type { OpenedExperiment } from './opened-experiment.ts';
import type { SmallDisk } from './kit/small-disk.ts';
import type { ExperimentOptions, Finding } from './report.ts';
import type { Requirement } from './requirements.ts';
import { openAlerts } from './alerts/experiment.ts';
import { proveBackbone } from './backbone/experiment.ts';
import { proveEtlKilled } from './etl-killed/experiment.ts';
import { proveAsynchronousLoses } from './failover/asynchronous.ts';
import { proveLostReplies } from './failover/lost-replies.ts';
import { proveOwnWrites } from './failover/own-writes.ts';
import { provePrimaryFrozen, provePrimaryKilled } from './failover/primary-lost.ts';
import { proveStandbysLost } from './failover/standbys-lost.ts';
import { proveSwitchedOver } from './failover/switched-over.ts';
import { proveClockSkew } from './machine/clock-skew.ts';
import { bookingDisk, proveDiskFull } from './machine/disk-full.ts';
import { proveNotices } from './notices/experiment.ts';
import { proveRedisOutage } from './redis-outage/experiment.ts';
import { proveRooms } from './rooms/experiment.ts';
import { proveHolds } from './sales/holds.ts';
import { proveLastSeats } from './sales/last-seats.ts';
import { proveScenarioChaos } from './scenario-chaos/experiment.ts';
import { proveSecurity } from './security/experiment.ts';
import { openShutdown } from './shutdown/experiment.ts';
import { proveSlowReader } from './slow-reader/experiment.ts';
import { proveTakeover } from './takeover/experiment.ts';
import { proveDiscoveryKilled } from './traffic/discovery-killed.ts';
import { proveInstanceKilled } from './traffic/instance-killed.ts';
import { proveInstanceSick } from './traffic/instance-sick.ts';
import { proveRedisLost } from './traffic/redis-lost.ts';
import { proveRollingRestart } from './traffic/rolling-restart.ts';
import { openRollingUpgrade } from './upgrade/experiment.ts';

export type Experiment = {
  /** What is done, and what must hold. */
  says: string;
  /** The requirements it proves; none for a control, or for what goes further. */
  proves: readonly Requirement[];
  /** How often, where nobody says. */
  runs: { full: number; quick: number };
} & (OnAnyStack | OnItsOwn);

export type OnAnyStack = {
  prove(stack: Stack, options: ExperimentOptions): Promise<Finding>;
  instances: { user: number; booking: number; notification: number; operations: number };
  env?: Record<string, string>;
  disk?: SmallDisk;
};

/** Needs a stack like no other. */
export type OnItsOwn = {
  open(port: number): Promise<OpenedExperiment>;
  /** Runs also where no name is given; others take longer than all the rest together. */
  isShort: boolean;
};

const once = { full: 1, quick: 1 };
const standard = { user: 1, booking: 3, notification: 2, operations: 1 };
/** As many as `npm start` runs, so that there are others for whatever is lost. */
const whole = { user: 3, booking: 3, notification: 2, operations: 2 };
/** Its own stack: logins are refused for a minute afterwards, and keys have been changed. */
const twoOfEach = { user: 2, booking: 2, notification: 2, operations: 2 };
/** Where people sign in all the time, and what a password costs is not what is asked. */
const cheapPasswords = { LOG_LEVEL: 'info', BCRYPT_COST: '4' };
const forWorkflows = { user: 1, booking: 2, notification: 2, operations: 2 };

export const experiments: Readonly<Record<string, Experiment>> = {
  rooms: {
    says: 'sockets cut and resumed, their instance killed, while updates flow: none lost, none twice, in order',
    proves: ['R14'],
    prove: proveRooms,
    runs: once,
    instances: standard,
  },
  'slow-reader': {
    says: 'a client that stops reading: at most 1 MiB waits for it, then it is closed; the room goes on',
    proves: ['R15'],
    prove: proveSlowReader,
    runs: once,
    instances: standard,
  },
  backbone: {
    says: '10 000 flight changes while relay, consumer and Redis are killed at random: each in its room, once, in order',
    proves: [],
    prove: proveBackbone,
    runs: once,
    instances: standard,
  },
  'redis-outage': {
    says: 'Redis killed for 10 s during changes: nothing lost',
    proves: [],
    prove: proveRedisOutage,
    runs: once,
    instances: standard,
  },
  'scenario-chaos': {
    says: 'scenario 5 on repeat while operations, notification, relays and Redis are killed at random moments: no event lost, no execution doubled or stuck, everybody told once',
    proves: ['R16'],
    prove: proveScenarioChaos,
    runs: { full: 20, quick: 3 },
    instances: forWorkflows,
  },
  notices: {
    says: '1 000 travellers told by mail and SMS while the senders are killed at random; then all providers away for five minutes: nobody missed, nobody told twice, nothing superseded goes out',
    proves: [],
    prove: proveNotices,
    runs: once,
    instances: forWorkflows,
  },
  takeover: {
    says: 'the operations instance in the middle of a cancellation killed while another lives: done 10 s later, everything once',
    proves: ['R17'],
    prove: proveTakeover,
    runs: { full: 5, quick: 1 },
    instances: forWorkflows,
  },
  'primary-killed': {
    says: 'twenty people book, the primary is killed: next booking within 2 s, none lost or doubled; it returns as a standby',
    proves: ['R1', 'R4'],
    prove: provePrimaryKilled,
    runs: once,
    instances: standard,
  },
  'primary-frozen': {
    says: 'the same with a frozen primary: within 5 s, and it acknowledges nothing when it thaws',
    proves: ['R2', 'R4'],
    prove: provePrimaryFrozen,
    runs: once,
    instances: standard,
  },
  'standbys-lost': {
    says: "both standbys frozen: writes refused within 3 s, reads go on, bookings within 2 s of a standby's return",
    proves: ['R3'],
    prove: proveStandbysLost,
    runs: once,
    instances: standard,
  },
  'lost-replies': {
    says: 'replies to 100 commits lost: with a key none is doubled; the control without keys must double some',
    proves: ['R5'],
    prove: proveLostReplies,
    runs: once,
    instances: standard,
  },
  'own-writes': {
    says: '1 000 reads right after own writes, standbys 500 ms behind, three instances: none stale',
    proves: ['R6'],
    prove: proveOwnWrites,
    runs: once,
    instances: standard,
  },
  'switched-over': {
    says: 'both primaries changed on purpose while people book, cancel and sign in: no request fails',
    proves: [],
    prove: proveSwitchedOver,
    runs: once,
    instances: standard,
    env: cheapPasswords,
  },
  'asynchronous-loses': {
    says: 'the control: without synchronous replication acknowledged bookings must be lost',
    proves: [],
    prove: proveAsynchronousLoses,
    runs: once,
    instances: standard,
  },
  'last-seats': {
    says: '500 buyers, 50 seats, three instances: exactly 50 sold, each to one, everybody else 409; and one key in 50 requests at once is one booking, paid once',
    proves: ['R7', 'R9'],
    prove: proveLastSeats,
    runs: once,
    instances: standard,
  },
  holds: {
    says: 'held seats under buyers who ask all the time, when the holds end: for sale within 1 s and not before, none sold twice, never more sold and held than there are',
    proves: ['R8'],
    prove: proveHolds,
    runs: { full: 20, quick: 3 },
    instances: standard,
  },
  'instance-killed': {
    says: 'an instance killed under traffic: no safe call fails, others only on it, out of rotation within 1 s',
    proves: ['R10'],
    prove: proveInstanceKilled,
    runs: { full: 5, quick: 1 },
    instances: whole,
  },
  'instance-sick': {
    says: 'instances that hang, fail or answer slowly: out of rotation, and the rest as quick as before',
    proves: ['R11'],
    prove: proveInstanceSick,
    runs: once,
    instances: whole,
  },
  'redis-lost': {
    says: 'all of Redis frozen, killed, back empty: calls answered, logins limited, no route lost',
    proves: ['R12'],
    prove: proveRedisLost,
    runs: once,
    instances: whole,
  },
  'discovery-killed': {
    says: 'discovery killed and kept dead: traffic unaffected',
    proves: ['R13'],
    prove: proveDiscoveryKilled,
    runs: once,
    instances: whole,
  },
  'rolling-restart': {
    says: 'every instance restarted in turn under traffic: no call fails',
    proves: ['R19'],
    prove: proveRollingRestart,
    runs: once,
    instances: whole,
  },
  'rolling-upgrade': {
    says: 'the instances of the release before this one replaced in turn while people book, the old ones on the new schema meanwhile: no request fails. Starts its own stack, and needs the history of git',
    proves: ['R19'],
    open: openRollingUpgrade,
    isShort: true,
    runs: once,
  },
  'etl-killed': {
    says: 'a load of the warehouse killed with SIGKILL after each of its steps, and in the midst of them: it leaves nothing half done, and run again it equals one clean run by checksum',
    proves: ['R18'],
    prove: proveEtlKilled,
    runs: once,
    instances: { user: 1, booking: 1, notification: 1, operations: 1 },
  },
  'clock-skew': {
    says: 'one instance of each service five minutes ahead or behind while people book, hold, sign in: no call fails, nothing is lost; needs libfaketime of Debian',
    proves: ['R20'],
    prove: proveClockSkew,
    runs: once,
    instances: whole,
  },
  'disk-full': {
    says: 'the disk of the booking databases fills up while people book: clear refusals, reads go on, bookings again by itself once there is space, none lost; needs root, to mount a small disk',
    proves: ['R20'],
    prove: proveDiskFull,
    runs: once,
    instances: standard,
    disk: bookingDisk,
  },
  security: {
    says: 'every requirement on security, from outside through the gateway and from inside as an operator sees it: access, generated requests, tokens, logins, forged headers, hostile HTTP, sockets, what is internal, database roles and logs, hostile text, unsafe settings, outgoing calls (S1–S12)',
    proves: ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9', 'S10', 'S11', 'S12'],
    prove: proveSecurity,
    runs: once,
    instances: twoOfEach,
  },
  alerts: {
    says: 'each alert of prometheus/rules is seen firing for its fault, told to a webhook, and quiet again; needs kcat for one. Half an hour, with the rules as they are, but for those of the warehouse that wait hours (three minutes here); alerts that remember hours are not waited for until they are quiet. --quick: ten minutes, the same rules with every duration (for, windows, intervals) divided by 60. Starts its own stack',
    proves: [],
    open: openAlerts,
    isShort: false,
    runs: once,
  },
  shutdown: {
    says: 'a process, and a whole stack, end as quickly with traces as without, also where nobody takes the traces. Its own stacks',
    proves: [],
    open: openShutdown,
    isShort: false,
    runs: once,
  },
};
