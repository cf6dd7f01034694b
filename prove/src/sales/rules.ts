/** What a buyer was told in the end about a wish. */
export type Told = {
  /** Names the wish; its Idempotency-Key. */
  key: string;
  status: number;
  /** What was acknowledged. */
  bookings: readonly { id: number; seat: string | null }[];
};

/** A living booking as the tables have it. */
export type SoldSeat = {
  id: number;
  seat: string | null;
  key: string | null;
  /** Whether the seat is this booking's by its own row, too. */
  isSeatIts: boolean;
  /** Payments that were taken for its order. */
  captured: number;
  /** By the clock of the database, in milliseconds. */
  soldAtMs: number;
};

/** Seats at one moment. */
export type Moment = { sold: number; held: number; capacity: number };

export type SaleFaults = {
  seatsSoldTwice: number;
  /** Acknowledged, and not there as it was told. */
  lost: number;
  /** There, and told to nobody. */
  soldUnasked: number;
  /** Sold without a seat, or the seat's row says something else. */
  withoutSeat: number;
  /** Not paid exactly once. */
  notPaidOnce: number;
  /** Neither sold (201) nor refused because somebody was faster (409). */
  otherAnswers: number;
};

/** Holds what buyers were told against what is there. All of it has to be zero. */
export function judgeSale(told: readonly Told[], sold: readonly SoldSeat[]): SaleFaults {
  const byId = new Map(sold.map((row) => [row.id, row]));
  const acknowledged = told.filter(({ status }) => status === 201);
  const isThere = (key: string) => (booking: Told['bookings'][number]) => {
    const row = byId.get(booking.id);
    return row !== undefined && row.key === key && row.seat === booking.seat;
  };
  const keys = new Set(acknowledged.map(({ key }) => key));
  const seats = sold.flatMap(({ seat }) => seat ?? []);
  return {
    seatsSoldTwice: seats.length - new Set(seats).size,
    lost: acknowledged.reduce((sum, { key, bookings }) => {
      const there = bookings.filter(isThere(key)).length;
      return sum + Math.max(bookings.length, 1) - there;
    }, 0),
    soldUnasked: sold.filter(({ key }) => key === null || !keys.has(key)).length,
    withoutSeat: sold.filter(({ seat, isSeatIts }) => seat === null || !isSeatIts).length,
    notPaidOnce: sold.filter(({ captured }) => captured !== 1).length,
    otherAnswers: told.filter(({ status }) => status !== 201 && status !== 409).length,
  };
}

export type KeyFaults = {
  bookingsBeyondOneOfAKey: number;
  keysWithoutBooking: number;
  /** Requests that were told another booking than the others of their key. */
  answersThatDiffer: number;
};

/** Every key is one booking, and everybody who used it was told of that one. */
export function judgeKeys(told: readonly Told[], sold: readonly SoldSeat[]): KeyFaults {
  const byKey = Map.groupBy(sold, ({ key }) => key);
  const faults: KeyFaults = { bookingsBeyondOneOfAKey: 0, keysWithoutBooking: 0, answersThatDiffer: 0 };
  for (const [key, answers] of Map.groupBy(told, (each) => each.key)) {
    const [first, ...more] = byKey.get(key) ?? [];
    faults.bookingsBeyondOneOfAKey += more.length;
    faults.keysWithoutBooking += first === undefined ? 1 : 0;
    faults.answersThatDiffer += answers.filter(
      ({ bookings }) => bookings.length !== 1 || bookings[0]?.id !== first?.id,
    ).length;
  }
  return faults;
}

/** More is sold and held than there is. */
export const isOversold = ({ sold, held, capacity }: Moment) => sold + held > capacity;
