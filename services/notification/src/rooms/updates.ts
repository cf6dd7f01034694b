/** What a room was told, beside its place in the room: a text, and where a flight has changed the event's type and the flight as it is now. */
export type UpdateContent = { update: string; type?: string; flight?: unknown };

export type RoomUpdate = { sequence: number; content: UpdateContent; createdAt: Temporal.Instant };
