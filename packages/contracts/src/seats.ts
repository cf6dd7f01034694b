import { type Static, Type } from 'typebox';
import { SeatName } from './party.ts';

/** `held`: somebody has it for some minutes. `blocked`: never sold. */
export const seatStates = ['free', 'held', 'taken', 'blocked'] as const;
export const SeatState = Type.Enum([...seatStates]);
export type SeatState = Static<typeof SeatState>;

/** What became of one seat; in `seats.changed` events and `seats_update` frames. */
export const SeatChange = Type.Object({ name: SeatName, state: SeatState });
export type SeatChange = Static<typeof SeatChange>;
