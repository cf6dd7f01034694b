/**
 * SQL: a seat `s` that nobody has, neither sold nor held any more, by the clock of the database. Blocked ones are never on sale.
 */
export const isFree = '(s.booking_id is null and s.is_on_sale and (s.held_until is null or s.held_until <= now()))';
