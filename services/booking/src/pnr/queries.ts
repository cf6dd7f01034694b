import type { Db } from '@airside/postgres';
import { departureColumns } from '../flights/queries.ts';
import type { Departure } from '../flights/rules.ts';
import type { Ticket } from './rules.ts';

type TicketRow = Departure & {
  orderId: number;
  orderState: string;
  firstName: string;
  lastName: string | null;
  passengerType: Ticket['type'];
  seat: string | null;
  bookingStatus: Ticket['status'];
};

/** Who flies under a locator: of its living order, else of the one that ended last. */
export async function listTickets(db: Db, locator: string): Promise<Ticket[]> {
  const rows = await db.query<TicketRow>(
    `select ${departureColumns}, o.id as "orderId", o.state as "orderState", p.first_name as "firstName",
            p.last_name as "lastName", b.passenger_type as "passengerType", b.seat, b.status as "bookingStatus"
       from (select id, state from booking_order where locator = $1
              order by (state <> 'CANCELLED') desc, id desc limit 1) o
       join booking b on b.order_id = o.id
       join passenger p on p.id = b.passenger_id
       join flight f on f.id = b.flight_id
      order by b.id`,
    [locator],
  );
  return rows.map(({ orderId, orderState, firstName, lastName, passengerType, seat, bookingStatus, ...flight }) => ({
    orderId,
    state: orderState,
    firstName,
    lastName,
    type: passengerType,
    seat,
    status: bookingStatus,
    flight,
  }));
}
