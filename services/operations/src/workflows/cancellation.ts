import type { Workflow } from './workflow.ts';

/** Marks everybody on a cancelled flight for rebooking, tells them, and says which bookings need another flight. */
export const cancellation: Workflow = {
  name: 'cancellation',
  startsOn: ['flight.cancelled'],
  publishes: ['booking.rebooking_needed'],
  steps: [
    { name: 'GetAffectedBookings', act: 'find travellers' },
    { name: 'MarkBookingsForRebooking', act: 'mark for rebooking' },
    { name: 'ProcessNotifications', act: 'tell travellers' },
    { name: 'UpdateFlightStatus', act: 'confirm flight' },
    { name: 'PublishRebookingNeeded', act: 'publish rebooking' },
  ],
  endings: [],
};
