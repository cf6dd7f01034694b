import type { Phrases } from '../facts.ts';

export const de: Phrases = {
  salutation: '{% if name != "" %}Hallo {{ name }}{% else %}Guten Tag{% endif %},',
  detail: '{% if detail != "" %} Der Flughafen meldet: „{{ detail }}“.{% endif %}',
  followUp: '{% if isFollowUp %} Dies ersetzt unsere frühere Nachricht.{% endif %}',
  route: 'von {{ from }} nach {{ to }}',
  cause: '(Grund: {{ cause }})',
  moved: 'am {{ newDeparture }} statt am {{ oldDeparture }} (Ortszeit)',
  new: 'am {{ newDeparture }} (Ortszeit)',
  old: 'am {{ oldDeparture }} (Ortszeit)',
  arrival: 'am {{ newArrival }} (Ortszeit)',
  gate: '{% if gate != "" %}Gate {{ gate }}{% else %}einem Gate laut Anzeigen{% endif %}{% if oldGate != "" %} statt Gate {{ oldGate }}{% endif %}',
  terminal:
    '{% if terminal != "" %}Terminal {{ terminal }}{% else %}einem anderen Terminal{% endif %}{% if oldTerminal != "" %} statt Terminal {{ oldTerminal }}{% endif %}',
  movedShort: '{{ newTime }} statt {{ oldTime }}',
  gateShort: '{% if gate != "" %}Gate {{ gate }}{% else %}einem anderen Gate (siehe Anzeigen){% endif %}',
  terminalShort: '{% if terminal != "" %}Terminal {{ terminal }}{% else %}einem anderen Terminal{% endif %}',
  rebook: 'Umbuchen oder Erstattung unter Ihren Reisen.',
};
