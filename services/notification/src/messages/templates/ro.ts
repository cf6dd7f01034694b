import type { Catalogue } from '../facts.ts';
import { ro as phrases } from '../phrases/ro.ts';

const request =
  '{% if request != "" %}Avem în evidență solicitarea dumneavoastră specială ({{ request }}), iar personalul nostru este anunțat de schimbare. Dacă mai aveți nevoie de ceva, vă rugăm să ne spuneți la aeroport.{% endif %}';

export const ro: Catalogue = {
  locale: 'ro-RO',
  phrases,
  causes: {
    WEATHER: 'vremea',
    MECHANICAL: 'o verificare tehnică a avionului',
    CREW: 'disponibilitatea echipajului',
    ATC: 'controlul traficului aerian',
    SECURITY: 'motive de securitate',
    OTHER: 'motive operaționale',
  },
  delay: {
    subject: `{% if isOnTime %}Zborul {{ flight }} spre {{ to }} este din nou la timp{% else %}{% if isFollowUp %}Actualizare: zborul{% else %}Zborul{% endif %} {{ flight }} spre {{ to }} întârzie {{ duration }}{% endif %}`,
    body: `${phrases.salutation} {% if isOnTime %}o veste bună, zborul dumneavoastră {{ flight }} cu {{ airline }} din {{ from }} spre {{ to }} este din nou la timp. Pleacă {{ newDeparture }} și ajunge {{ newArrival }}, ore locale.{% else %}{% if severity != "minor" %}ne pare rău, {% endif %}zborul dumneavoastră {{ flight }} cu {{ airline }} din {{ from }} spre {{ to }} întârzie {{ duration }} (cauza: {{ cause }}). Pleacă acum {{ newDeparture }} în loc de {{ oldDeparture }} și ajunge {{ newArrival }}, ore locale.${phrases.detail}${phrases.followUp}{% endif %}

{% if isOnTime %}Vă rugăm să fiți la poartă la ora obișnuită{% elsif severity == "minor" %}Vă rugăm să urmăriți ecranele și să fiți la poartă pentru noua oră{% elsif severity == "major" %}Vă rugăm să țineți cont de noua oră; check-in-ul și predarea bagajelor rămân deschise{% else %}La o întârziere atât de mare puteți schimba zborul sau primi banii înapoi, iar la aeroport avem grijă de dumneavoastră: vă rugăm să întrebați personalul nostru{% endif %}{% if seat != "" %}; locul {{ seat }} rămâne al dumneavoastră{% endif %}.{% if tier != "" and isOnTime == false %} Ca membru {{ tier }} aveți prioritate: {% if tier == "A-List Preferred" %}linia dumneavoastră personală este deschisă zi și noapte și{% else %}la ghișeul prioritar{% endif %} vă găsim primii un alt zbor dacă acesta nu vă mai convine.{% endif %}

${request}`,
    sms: [
      '{% if name != "" %}{{ name }}, {% endif %}{% if isOnTime %}zborul {{ flight }} {{ from }}-{{ to }} este din nou la timp: plecare {{ newTime }}.{% else %}zborul {{ flight }} {{ from }}-{{ to }} întârzie {{ duration }} ({{ cause }}). Plecare nouă {{ newTime }} în loc de {{ oldTime }}.{% endif %}',
      '{% if isOnTime %}{{ flight }} este din nou la timp: plecare {{ newTime }}.{% else %}{{ flight }} întârzie {{ duration }}. Plecare nouă {{ newTime }} în loc de {{ oldTime }}.{% endif %}',
    ],
    pushTitle:
      '{% if isOnTime %}{{ flight }} este din nou la timp{% else %}{{ flight }} întârzie {{ duration }}{% endif %}',
    pushText:
      '{{ from }}–{{ to }}: plecare {{ newTime }}{% if isOnTime == false %} în loc de {{ oldTime }} (cauza: {{ cause }}){% endif %}.',
  },
  early: {
    subject: 'Zborul {{ flight }} spre {{ to }} pleacă cu {{ duration }} mai devreme',
    body: `${phrases.salutation} vă rugăm să rețineți: zborul dumneavoastră {{ flight }} cu {{ airline }} din {{ from }} spre {{ to }} pleacă cu {{ duration }} mai devreme decât era planificat, {{ newDeparture }} în loc de {{ oldDeparture }}, și ajunge {{ newArrival }}, ore locale.

Vă rugăm să fiți la poartă pentru noua oră, mai devreme{% if seat != "" %}; locul dumneavoastră {{ seat }} rămâne al dumneavoastră{% endif %}.{% if tier != "" %} Ca membru {{ tier }} puteți folosi culoarul prioritar, dacă timpul este scurt.{% endif %}

${request}`,
    sms: [
      '{% if name != "" %}{{ name }}, {% endif %}zborul {{ flight }} {{ from }}-{{ to }} pleacă cu {{ duration }} mai devreme: {{ newTime }} în loc de {{ oldTime }}.',
      '{{ flight }} pleacă cu {{ duration }} mai devreme: {{ newTime }} în loc de {{ oldTime }}.',
    ],
    pushTitle: '{{ flight }} pleacă mai devreme',
    pushText: '{{ from }}–{{ to }}: plecare {{ newTime }} în loc de {{ oldTime }}.',
  },
  cancellation: {
    subject: 'Zborul {{ flight }} spre {{ to }} de {{ oldDeparture }} este anulat',
    body: `${phrases.salutation} ne pare foarte rău, zborul dumneavoastră {{ flight }} cu {{ airline }} din {{ from }} spre {{ to }}, planificat pentru {{ oldDeparture }} ora locală, este anulat (cauza: {{ cause }}).${phrases.detail}

Rezervarea dumneavoastră este marcată pentru schimbarea zborului. În călătoriile dumneavoastră puteți alege un alt zbor sau rambursarea integrală, ori puteți vorbi cu personalul nostru la aeroport.{% if tier != "" %} Ca membru {{ tier }} primiți un alt zbor cu prioritate{% if tier == "A-List Preferred" %}, iar linia dumneavoastră personală este deschisă zi și noapte{% endif %}.{% endif %} Vă rugăm să nu veniți la aeroport înainte de a avea un zbor nou.

${request}`,
    sms: [
      '{% if name != "" %}{{ name }}, ne pare rău: {% else %}Ne pare rău: {% endif %}zborul {{ flight }} {{ from }}-{{ to }}, {{ oldDeparture }}, este anulat ({{ cause }}). Alt zbor sau rambursare în călătoriile dvs.',
      'Zborul {{ flight }} ({{ oldTime }}) este anulat. Alt zbor sau rambursare în călătoriile dvs.',
    ],
    pushTitle: '{{ flight }} este anulat',
    pushText:
      'Ne pare rău: {{ from }}–{{ to }}, {{ oldDeparture }}, este anulat (cauza: {{ cause }}). Alt zbor sau rambursare în călătoriile dumneavoastră.',
  },
  gateChange: {
    subject:
      '{% if isTerminalChange %}Urgent: terminal și poartă noi{% else %}Poartă schimbată{% endif %} pentru zborul {{ flight }} spre {{ to }}{% if gate != "" %}: {{ gate }}{% endif %}',
    body: `${phrases.salutation} {% if isTerminalChange %}urgent, s-au schimbat terminalul și poarta zborului{% else %}vă rugăm să rețineți că s-a schimbat poarta zborului{% endif %} {{ flight }} din {{ from }} spre {{ to }}. {% if gate != "" %}Pleacă acum de la poarta {{ gate }}{% if oldGate != "" %} în loc de poarta {{ oldGate }}{% endif %}{% else %}{% if oldGate != "" %}Nu mai pleacă de la poarta {{ oldGate }}; poarta{% else %}Poarta{% endif %} nouă va fi pe ecrane{% endif %}{% if isTerminalChange %}, {% if terminal != "" %}terminalul {{ terminal }}{% else %}în alt terminal{% endif %}{% if oldTerminal != "" %} în loc de terminalul {{ oldTerminal }}{% endif %}{% endif %}. Plecarea este {{ newDeparture }}, ora locală.

{% if isTerminalChange %}Drumul de la un terminal la altul durează: vă rugăm să porniți acum{% else %}Vă rugăm să mergeți din timp la noua poartă{% endif %} și să vă uitați încă o dată pe ecrane.{% if tier != "" %} Ca membru {{ tier }} vă îmbarcați cu prioritate și la noua poartă{% if tier == "A-List Preferred" %}; personalul nostru vă așteaptă{% endif %}.{% endif %}

${request}`,
    sms: [
      '{% if name != "" %}{{ name }}, urgent: {% else %}Urgent: {% endif %}zborul {{ flight }} spre {{ to }} {% if gate != "" %}pleacă acum de la poarta {{ gate }}{% if oldGate != "" %}, nu {{ oldGate }}{% endif %}{% else %}are altă poartă, vezi ecranele{% endif %}{% if isTerminalChange %}. ALT TERMINAL{% if terminal != "" %}: terminalul {{ terminal }}{% endif %}{% endif %}. Plecare {{ newTime }}.',
      '{{ flight }}: {% if gate != "" %}poarta {{ gate }}{% else %}altă poartă, vezi ecranele{% endif %}{% if isTerminalChange %}. ALT TERMINAL{% if terminal != "" %}: {{ terminal }}{% endif %}{% endif %}. Plecare {{ newTime }}.',
    ],
    pushTitle:
      '{{ flight }}: {% if isTerminalChange %}alt terminal, {% endif %}{% if gate != "" %}poarta {{ gate }}{% else %}altă poartă{% endif %}',
    pushText:
      '{% if gate != "" %}Acum de la poarta {{ gate }}{% if oldGate != "" %} în loc de {{ oldGate }}{% endif %}{% else %}Poarta nouă va fi pe ecrane{% endif %}{% if isTerminalChange %}, {% if terminal != "" %}terminalul {{ terminal }}{% else %}în alt terminal{% endif %}{% endif %}. Plecare {{ newTime }}.',
  },
  digest: {
    subject:
      '{{ count }}{% if count > 19 %} de{% endif %} noutăți despre {% if flightCount > 1 %}zborurile{% else %}zborul{% endif %} {{ flights }}',
    leading: '{{ lead }} și încă {% if more == 1 %}o noutate{% else %}{{ more }} noutăți{% endif %}',
    intro:
      'Iată tot ce este nou de la ultimul nostru mesaj: {{ count }}{% if count > 19 %} de{% endif %} noutăți, în ordinea în care au apărut.',
    heading: '{{ number }} din {{ count }}: {{ subject }}',
  },
};
