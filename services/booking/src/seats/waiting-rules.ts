import type { Cabin } from '@airside/contracts';

/** Somebody booked without a place. */
export type Waiting = {
  bookingId: number;
  orderId: number;
  cabin: Cabin;
  mayUseExits: boolean;
  hasExtra: boolean;
};

/** A place that has become free. */
export type FreedPlace = { name: string; cabin: Cabin; isExitRow: boolean };

/**
 * Whom freed places go to before anybody may buy them, each in the cabin that was paid for: those without even an extra first,
 * then by the order of booking.
 */
export function decideSeating(
  waiting: readonly Waiting[],
  places: readonly FreedPlace[],
): { bookingId: number; orderId: number; name: string }[] {
  const left = [...places];
  const queue = waiting.toSorted(
    (one, two) => Number(one.hasExtra) - Number(two.hasExtra) || one.bookingId - two.bookingId,
  );
  return queue.flatMap(({ bookingId, orderId, cabin, mayUseExits }) => {
    const at = left.findIndex((place) => place.cabin === cabin && (mayUseExits || !place.isExitRow));
    const [place] = at === -1 ? [] : left.splice(at, 1);
    return place === undefined ? [] : [{ bookingId, orderId, name: place.name }];
  });
}
