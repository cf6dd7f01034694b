import type { KindTemplates, Phrases } from './facts.ts';
import type { SlotName, WordingKind } from './wording.ts';

/** Templates of what stands in the slots: in the long texts (subject and body), and in the short ones (SMS and push). */
export type SlotTemplates = Record<'long' | 'short', Record<SlotName, string>>;

/**
 * Slots hold phrases rather than bare values: `gate D15 instead of gate A5`. So nobody can mix up what is new and what is
 * old, and what is not known is left out by us.
 */
export function slotTemplatesOf(kind: WordingKind, phrases: Phrases, templates: KindTemplates): SlotTemplates {
  // Every body has three paragraphs: what happened, what to do next, and the special request.
  const [, nextSteps = '', specialRequest = ''] = templates.body.split('\n\n');
  const short = {
    greeting: '{% if name != "" %}{{ name }},{% endif %}',
    flight: '{{ flight }}',
    airline: '{{ airline }}',
    route: '{{ from }}–{{ to }}',
    duration: '{{ duration }}',
    cause: phrases.cause,
    departure: departureShort(kind, phrases),
    arrival: phrases.arrival,
    gate: phrases.gateShort,
    terminal: phrases.terminalShort,
    remarks: '',
    next_steps: phrases.rebook,
    special_request: '',
  };
  return {
    short,
    long: {
      ...short,
      greeting: phrases.salutation,
      route: phrases.route,
      departure: departureLong(kind, phrases),
      gate: phrases.gate,
      terminal: phrases.terminal,
      remarks: kind === 'delayed' ? `${phrases.detail}${phrases.followUp}` : phrases.detail,
      next_steps: nextSteps,
      special_request: specialRequest,
    },
  };
}

function departureLong(kind: WordingKind, { moved, old, new: now }: Phrases): string {
  switch (kind) {
    case 'delayed':
    case 'early':
      return moved;
    case 'cancelled':
      return old;
    case 'onTime':
    case 'gateChange':
    case 'terminalChange':
      return now;
  }
}

function departureShort(kind: WordingKind, { movedShort }: Phrases): string {
  switch (kind) {
    case 'delayed':
    case 'early':
      return movedShort;
    case 'cancelled':
      return '{{ oldDeparture }}';
    case 'onTime':
    case 'gateChange':
    case 'terminalChange':
      return '{{ newTime }}';
  }
}
