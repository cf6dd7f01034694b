import type { Phrases } from '../facts.ts';

export const ro: Phrases = {
  salutation: '{% if name != "" %}Bună, {{ name }}{% else %}Bună ziua{% endif %}:',
  detail: '{% if detail != "" %} Aeroportul anunță: „{{ detail }}”.{% endif %}',
  followUp: '{% if isFollowUp %} Acest mesaj îl înlocuiește pe cel anterior.{% endif %}',
  route: 'din {{ from }} spre {{ to }}',
  cause: '(cauza: {{ cause }})',
  moved: '{{ newDeparture }} în loc de {{ oldDeparture }} (ora locală)',
  new: '{{ newDeparture }} (ora locală)',
  old: '{{ oldDeparture }} (ora locală)',
  arrival: '{{ newArrival }} (ora locală)',
  gate: '{% if gate != "" %}poarta {{ gate }}{% else %}o poartă afișată pe ecrane{% endif %}{% if oldGate != "" %} în loc de poarta {{ oldGate }}{% endif %}',
  terminal:
    '{% if terminal != "" %}terminalul {{ terminal }}{% else %}alt terminal{% endif %}{% if oldTerminal != "" %} în loc de terminalul {{ oldTerminal }}{% endif %}',
  movedShort: '{{ newTime }} în loc de {{ oldTime }}',
  gateShort: '{% if gate != "" %}poarta {{ gate }}{% else %}altă poartă (vezi ecranele){% endif %}',
  terminalShort: '{% if terminal != "" %}terminalul {{ terminal }}{% else %}alt terminal{% endif %}',
  rebook: 'Alt zbor sau rambursare în călătoriile dvs.',
};
