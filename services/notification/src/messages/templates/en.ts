import type { Catalogue } from '../facts.ts';
import { en as phrases } from '../phrases/en.ts';

const request =
  '{% if request != "" %}We have your special request on file ({{ request }}), and our staff are told of the change. If you need anything else, please talk to us at the airport.{% endif %}';

export const en: Catalogue = {
  locale: 'en-GB',
  phrases,
  causes: {
    WEATHER: 'the weather',
    MECHANICAL: 'a technical check of the aircraft',
    CREW: 'crew availability',
    ATC: 'air traffic control',
    SECURITY: 'a security matter',
    OTHER: 'operational reasons',
  },
  delay: {
    subject: `{% if isOnTime %}Flight {{ flight }} to {{ to }} is on time again{% else %}{% if isFollowUp %}Update: flight{% else %}Flight{% endif %} {{ flight }} to {{ to }} is delayed by {{ duration }}{% endif %}`,
    body: `${phrases.salutation} {% if isOnTime %}good news: your {{ airline }} flight {{ flight }} from {{ from }} to {{ to }} is on time again. It leaves on {{ newDeparture }} and arrives on {{ newArrival }}, local times.{% else %}{% if severity == "minor" %}your{% else %}we are sorry: your{% endif %} {{ airline }} flight {{ flight }} from {{ from }} to {{ to }} is delayed by {{ duration }} because of {{ cause }}. It now leaves on {{ newDeparture }} instead of {{ oldDeparture }} and arrives on {{ newArrival }}, local times.${phrases.detail}${phrases.followUp}{% endif %}

{% if isOnTime %}Please be at the gate at the usual time{% elsif severity == "minor" %}Please keep an eye on the screens, and be at the gate for the new time{% elsif severity == "major" %}Please plan for the new time; check-in and bag drop stay open accordingly{% else %}With a delay as long as this you may change your flight or have it refunded, and we look after you at the airport: please ask our staff for refreshments{% endif %}{% if seat != "" %}; your seat {{ seat }} stays yours{% endif %}.{% if tier != "" and isOnTime == false %} As an {{ tier }} member you have priority: {% if tier == "A-List Preferred" %}your personal line is open for you day and night, and{% else %}use the priority desk, where{% endif %} we find you another flight first if this one no longer suits you.{% endif %}

${request}`,
    sms: [
      '{% if name != "" %}{{ name }}, {% endif %}{% if isOnTime %}flight {{ flight }} {{ from }}-{{ to }} is on time again: departure {{ newTime }}.{% else %}flight {{ flight }} {{ from }}-{{ to }} is delayed by {{ duration }} ({{ cause }}). New departure {{ newTime }}, before {{ oldTime }}.{% endif %}',
      '{% if isOnTime %}{{ flight }} is on time again: departure {{ newTime }}.{% else %}{{ flight }} is delayed by {{ duration }}. New departure {{ newTime }}, before {{ oldTime }}.{% endif %}',
    ],
    pushTitle:
      '{% if isOnTime %}{{ flight }} is on time again{% else %}{{ flight }} delayed by {{ duration }}{% endif %}',
    pushText:
      '{{ from }}–{{ to }}: departure {{ newTime }}{% if isOnTime == false %} instead of {{ oldTime }}, because of {{ cause }}{% endif %}.',
  },
  early: {
    subject: 'Flight {{ flight }} to {{ to }} leaves {{ duration }} early',
    body: `${phrases.salutation} please note: your {{ airline }} flight {{ flight }} from {{ from }} to {{ to }} leaves {{ duration }} earlier than planned, on {{ newDeparture }} instead of {{ oldDeparture }}, and arrives on {{ newArrival }}, local times.

Please be at the gate for the new, earlier time{% if seat != "" %}; your seat {{ seat }} stays yours{% endif %}.{% if tier != "" %} As an {{ tier }} member you may use the priority lane, should time be short.{% endif %}

${request}`,
    sms: [
      '{% if name != "" %}{{ name }}, {% endif %}flight {{ flight }} {{ from }}-{{ to }} leaves {{ duration }} early: departure {{ newTime }}, before {{ oldTime }}.',
      '{{ flight }} leaves {{ duration }} early: {{ newTime }}, before {{ oldTime }}.',
    ],
    pushTitle: '{{ flight }} leaves {{ duration }} early',
    pushText: '{{ from }}–{{ to }}: departure {{ newTime }} instead of {{ oldTime }}.',
  },
  cancellation: {
    subject: 'Flight {{ flight }} to {{ to }} on {{ oldDeparture }} is cancelled',
    body: `${phrases.salutation} we are very sorry: your {{ airline }} flight {{ flight }} from {{ from }} to {{ to }}, planned for {{ oldDeparture }} local time, is cancelled because of {{ cause }}.${phrases.detail}

Your booking is marked for rebooking. You can choose another flight or a full refund in your trips, or talk to our staff at the airport.{% if tier != "" %} As an {{ tier }} member you are rebooked with priority{% if tier == "A-List Preferred" %}, and your personal line is open for you day and night{% endif %}.{% endif %} Please do not travel to the airport before you have a new flight.

${request}`,
    sms: [
      '{% if name != "" %}{{ name }}, we are sorry: {% else %}Sorry: {% endif %}flight {{ flight }} {{ from }}-{{ to }}, {{ oldDeparture }}, is cancelled ({{ cause }}). Rebook or refund in your trips.',
      'Flight {{ flight }} ({{ oldTime }}) is cancelled. Rebook or refund in your trips.',
    ],
    pushTitle: '{{ flight }} is cancelled',
    pushText:
      'We are sorry: {{ from }}–{{ to }}, {{ oldDeparture }}, is cancelled because of {{ cause }}. Rebook or refund in your trips.',
  },
  gateChange: {
    subject:
      '{% if isTerminalChange %}Urgent: new terminal and gate{% else %}Gate change{% endif %} for flight {{ flight }} to {{ to }}{% if gate != "" %}: {{ gate }}{% endif %}',
    body: `${phrases.salutation} {% if isTerminalChange %}urgent: terminal and gate of{% else %}please note that the gate of{% endif %} your flight {{ flight }} from {{ from }} to {{ to }} {% if isTerminalChange %}have{% else %}has{% endif %} changed. {% if gate != "" %}It now leaves from gate {{ gate }}{% if oldGate != "" %} instead of gate {{ oldGate }}{% endif %}{% else %}{% if oldGate != "" %}It no longer leaves from gate {{ oldGate }}; the{% else %}The{% endif %} new gate will be on the screens{% endif %}{% if isTerminalChange %}, in {% if terminal != "" %}terminal {{ terminal }}{% else %}another terminal{% endif %}{% if oldTerminal != "" %} instead of terminal {{ oldTerminal }}{% endif %}{% endif %}. Departure is on {{ newDeparture }}, local time.

{% if isTerminalChange %}Going from one terminal to the other takes time: please set out now{% else %}Please go to the new gate in good time{% endif %}, and look at the screens once more on your way.{% if tier != "" %} As an {{ tier }} member you board with priority at the new gate, too{% if tier == "A-List Preferred" %}; our staff there expect you{% endif %}.{% endif %}

${request}`,
    sms: [
      '{% if name != "" %}{{ name }}, urgent: {% else %}Urgent: {% endif %}flight {{ flight }} to {{ to }} {% if gate != "" %}now leaves from gate {{ gate }}{% if oldGate != "" %}, not {{ oldGate }}{% endif %}{% else %}has a new gate, see screens{% endif %}{% if isTerminalChange %}. TERMINAL CHANGE{% if terminal != "" %}: terminal {{ terminal }}{% endif %}{% endif %}. Departure {{ newTime }}.',
      '{{ flight }}: {% if gate != "" %}gate {{ gate }}{% else %}new gate, see screens{% endif %}{% if isTerminalChange %}. TERMINAL CHANGE{% if terminal != "" %}: {{ terminal }}{% endif %}{% endif %}. Departure {{ newTime }}.',
    ],
    pushTitle:
      '{{ flight }}: {% if isTerminalChange %}terminal change, {% endif %}{% if gate != "" %}gate {{ gate }}{% else %}new gate{% endif %}',
    pushText:
      '{% if gate != "" %}Now from gate {{ gate }}{% if oldGate != "" %} instead of {{ oldGate }}{% endif %}{% else %}The new gate will be on the screens{% endif %}{% if isTerminalChange %}, {% if terminal != "" %}terminal {{ terminal }}{% else %}in another terminal{% endif %}{% endif %}. Departure {{ newTime }}.',
  },
  digest: {
    subject: '{{ count }} updates on your flight{% if flightCount > 1 %}s{% endif %} {{ flights }}',
    leading: '{{ lead }}, and {{ more }} more update{% if more > 1 %}s{% endif %}',
    intro: 'Here is everything that is new since we last wrote: {{ count }} updates, the earliest first.',
    heading: '{{ number }} of {{ count }}: {{ subject }}',
  },
};
