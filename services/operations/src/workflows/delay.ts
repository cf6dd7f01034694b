import { tellingParts, type Workflow } from './workflow.ts';

/** Tells everybody on a late flight; a delay that was cleared too. */
export const delay: Workflow = {
  name: 'delay',
  startsOn: ['flight.delay.minor', 'flight.delay.major', 'flight.delay.severe'],
  publishes: [],
  steps: [
    { name: 'GetAffectedBookings', act: 'find travellers' },
    { name: 'CheckBookingsExist', act: 'check travellers', otherwise: 'NoBookingsFound' },
    { name: 'ProcessBookingsInParallel', act: 'tell travellers', parts: tellingParts },
    { name: 'UpdateFlightStatus', act: 'confirm flight' },
    { name: 'WorkflowComplete', act: 'end' },
  ],
  endings: [{ name: 'NoBookingsFound', act: 'end without travellers' }],
};
