import type { Phrases } from '../facts.ts';

export const en: Phrases = {
  salutation: '{% if name != "" %}Dear {{ name }}{% else %}Dear traveller{% endif %},',
  detail: '{% if detail != "" %} The airport says: “{{ detail }}”.{% endif %}',
  followUp: '{% if isFollowUp %} This replaces what we told you before.{% endif %}',
  route: 'from {{ from }} to {{ to }}',
  cause: 'because of {{ cause }}',
  moved: 'on {{ newDeparture }} instead of {{ oldDeparture }} (local time)',
  new: 'on {{ newDeparture }} (local time)',
  old: 'on {{ oldDeparture }} (local time)',
  arrival: 'on {{ newArrival }} (local time)',
  gate: '{% if gate != "" %}gate {{ gate }}{% else %}a gate that the screens will show{% endif %}{% if oldGate != "" %} instead of gate {{ oldGate }}{% endif %}',
  terminal:
    '{% if terminal != "" %}terminal {{ terminal }}{% else %}another terminal{% endif %}{% if oldTerminal != "" %} instead of terminal {{ oldTerminal }}{% endif %}',
  movedShort: '{{ newTime }} instead of {{ oldTime }}',
  gateShort: '{% if gate != "" %}gate {{ gate }}{% else %}a new gate (see screens){% endif %}',
  terminalShort: '{% if terminal != "" %}terminal {{ terminal }}{% else %}another terminal{% endif %}',
  rebook: 'Rebook or refund in your trips.',
};
