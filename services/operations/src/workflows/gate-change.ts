import type { Workflow } from './workflow.ts';

/** Tells everybody who has to go to another gate or terminal. */
export const gateChange: Workflow = {
  name: 'gate_change',
  startsOn: ['flight.gate_change'],
  publishes: [],
  steps: [
    { name: 'UpdateFlightGate', act: 'confirm flight' },
    { name: 'GetAffectedBookings', act: 'find travellers' },
    { name: 'ProcessNotifications', act: 'tell travellers' },
  ],
  endings: [],
};
