import type { Phrases } from '../facts.ts';

export const es: Phrases = {
  salutation: '{% if name != "" %}Hola, {{ name }}{% else %}Buenos días{% endif %}:',
  detail: '{% if detail != "" %} El aeropuerto informa: «{{ detail }}».{% endif %}',
  followUp: '{% if isFollowUp %} Este mensaje sustituye al anterior.{% endif %}',
  route: 'de {{ from }} a {{ to }}',
  cause: '(motivo: {{ cause }})',
  moved: 'el {{ newDeparture }} en lugar del {{ oldDeparture }} (hora local)',
  new: 'el {{ newDeparture }} (hora local)',
  old: 'el {{ oldDeparture }} (hora local)',
  arrival: 'el {{ newArrival }} (hora local)',
  gate: '{% if gate != "" %}la puerta {{ gate }}{% else %}una puerta que mostrarán las pantallas{% endif %}{% if oldGate != "" %} en lugar de la puerta {{ oldGate }}{% endif %}',
  terminal:
    '{% if terminal != "" %}la terminal {{ terminal }}{% else %}otra terminal{% endif %}{% if oldTerminal != "" %} en lugar de la terminal {{ oldTerminal }}{% endif %}',
  movedShort: '{{ newTime }} en lugar de {{ oldTime }}',
  gateShort: '{% if gate != "" %}la puerta {{ gate }}{% else %}otra puerta (vea las pantallas){% endif %}',
  terminalShort: '{% if terminal != "" %}la terminal {{ terminal }}{% else %}otra terminal{% endif %}',
  rebook: 'Cambio o reembolso en sus viajes.',
};
