import { type TSchema, Type } from 'typebox';
import { FlightCode } from './ids.ts';
import { FlightUpdate, SeatsUpdate } from './rooms.ts';

const ofFlight = Type.Object({ flight_code: FlightCode });
const Said = Type.Object({ message: Type.String() });

export type FrameExchange = {
  /** `data` of what a client sends. */
  data: TSchema;
  /** Event of the answer where it is no refusal. */
  answer: string;
  /** `data` of the answer. */
  answerData: TSchema;
  meaning: string;
};

/** What a client may send over `/ws`, by `event`, and what it is answered. */
export const frameExchanges = {
  authenticate: {
    data: Type.Object({ token: Type.String() }),
    answer: 'authentication_response',
    answerData: Said,
    meaning: 'Signs the socket in with an access token.',
  },
  ping: { data: Type.Object({}), answer: 'pong', answerData: Said, meaning: 'Asks whether the other end still hears.' },
  subscribe: {
    data: ofFlight,
    answer: 'subscription_response',
    answerData: Said,
    meaning: 'Subscribes the account to a flight, for good.',
  },
  unsubscribe: {
    data: ofFlight,
    answer: 'unsubscription_response',
    answerData: Said,
    meaning: 'Ends a subscription, and leaves the room.',
  },
  'connect-room': {
    data: ofFlight,
    answer: 'connection_response',
    answerData: Said,
    meaning: 'Joins the room of a flight that one is subscribed to.',
  },
  'disconnect-room': {
    data: ofFlight,
    answer: 'disconnection_response',
    answerData: Said,
    meaning: 'Leaves a room; the subscription stays.',
  },
  resume: {
    data: Type.Object({
      flight_code: FlightCode,
      after_sequence: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
    }),
    answer: 'resume_response',
    answerData: Said,
    meaning: 'Joins a room after the last number that was seen: what was missed comes first.',
  },
  broadcast_update: {
    data: Type.Object({ flight_code: FlightCode, update: Type.String({ minLength: 1, maxLength: 1000 }) }),
    answer: 'broadcast_response',
    answerData: Type.Object({ message: Type.String(), sequence: Type.Integer() }),
    meaning: 'Tells everybody in a room something; ops, agents and admins only.',
  },
  'watch-seats': {
    data: ofFlight,
    answer: 'watch_seats_response',
    answerData: Said,
    meaning: 'Follows the seat map of a flight; for anybody.',
  },
  'unwatch-seats': {
    data: ofFlight,
    answer: 'unwatch_seats_response',
    answerData: Said,
    meaning: 'Follows a seat map no longer.',
  },
} as const satisfies Record<string, FrameExchange>;

/** An event that a client may send. */
export type ClientEvent = keyof typeof frameExchanges;

/** What a server sends unasked, or in place of an answer. */
export const serverFrames = {
  flight_update: { data: FlightUpdate, meaning: 'Somebody told the room something, or its flight has changed.' },
  seats_update: { data: SeatsUpdate, meaning: 'Seats of a seat map that is watched have changed.' },
  error: {
    data: Type.Object({ message: Type.String(), code: Type.String() }),
    meaning: 'The frame with this id was refused.',
  },
} as const satisfies Record<string, { data: TSchema; meaning: string }>;
