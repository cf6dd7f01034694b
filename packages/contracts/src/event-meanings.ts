import type { EventType } from './events.ts';

/** When each event is published, in words; for docs/events.md. */
export const eventMeanings: Record<EventType, string> = {
  'operation.received':
    'An operation event arrived from a feed and is valid; whether it changes the flight is decided by booking.',
  'flight.scheduled': 'A flight was put on the schedule.',
  'flight.delay.minor': 'A delay of less than 30 minutes; also one that was cleared.',
  'flight.delay.major': 'A delay of 30 to 120 minutes, both included.',
  'flight.delay.severe': 'A delay of more than 120 minutes.',
  'flight.cancelled': 'A flight will not leave.',
  'flight.gate_change': 'Gate or terminal changed.',
  'flight.status_changed': 'A flight went from one phase to the next, or gets another aircraft.',
  'flight.diverted': 'A flight goes to another airport than planned.',
  'seats.changed': 'Seats of a departure were sold, held, or are free again.',
  'booking.created': 'A booking was paid and is confirmed.',
  'booking.status_changed': 'A booking was cancelled, checked in, needs rebooking, or is confirmed again.',
  'booking.flight_changed': 'A booking is for another flight now; `flight_id` is the new one.',
  'booking.rebooking_needed': 'A passenger of a cancelled flight needs another one.',
  'notification.email': 'An e-mail was handed to its channel.',
  'notification.sms': 'A text message was handed to its channel.',
  'notification.push': 'A push message was handed to its channel.',
  'account.mail_requested': 'A one-time token was made for an account; its mail is to be sent.',
  'account.deleted': 'An account was deleted; whoever keeps a copy forgets it.',
  'timetable.loaded':
    'Many departures were put on the schedule at once, without an event for each; whoever keeps a timetable reads it anew.',
  'warehouse.run_finished': 'A run of the ETL has ended; the figures are new only where it succeeded.',
};
