import type { Catalogue } from '../facts.ts';
import { de as phrases } from '../phrases/de.ts';

const request =
  '{% if request != "" %}Ihr besonderer Wunsch ({{ request }}) liegt uns vor, und unser Personal erfährt von der Änderung. Wenn Sie noch etwas brauchen, sprechen Sie uns bitte am Flughafen an.{% endif %}';

export const de: Catalogue = {
  locale: 'de-DE',
  phrases,
  causes: {
    WEATHER: 'Wetter',
    MECHANICAL: 'technische Prüfung des Flugzeugs',
    CREW: 'Verfügbarkeit der Besatzung',
    ATC: 'Flugsicherung',
    SECURITY: 'Sicherheitsgründe',
    OTHER: 'betriebliche Gründe',
  },
  delay: {
    subject: `{% if isOnTime %}Flug {{ flight }} nach {{ to }} ist wieder pünktlich{% else %}{% if isFollowUp %}Neuer Stand: {% endif %}Flug {{ flight }} nach {{ to }} verspätet sich um {{ duration }}{% endif %}`,
    body: `${phrases.salutation} {% if isOnTime %}gute Nachricht: Ihr Flug {{ flight }} mit {{ airline }} von {{ from }} nach {{ to }} ist wieder pünktlich. Er startet am {{ newDeparture }} und landet am {{ newArrival }}, jeweils Ortszeit.{% else %}{% if severity != "minor" %}es tut uns leid: {% endif %}Ihr Flug {{ flight }} mit {{ airline }} von {{ from }} nach {{ to }} verspätet sich um {{ duration }} (Grund: {{ cause }}). Er startet nun am {{ newDeparture }} statt am {{ oldDeparture }} und landet am {{ newArrival }}, jeweils Ortszeit.${phrases.detail}${phrases.followUp}{% endif %}

{% if isOnTime %}Bitte seien Sie zur üblichen Zeit am Gate{% elsif severity == "minor" %}Bitte achten Sie auf die Anzeigen und seien Sie zur neuen Zeit am Gate{% elsif severity == "major" %}Bitte richten Sie sich nach der neuen Zeit; Check-in und Gepäckabgabe bleiben entsprechend geöffnet{% else %}Bei einer so langen Verspätung können Sie umbuchen oder den Preis zurückerhalten, und wir versorgen Sie am Flughafen: Bitte fragen Sie unser Personal{% endif %}{% if seat != "" %}; Ihr Platz {{ seat }} bleibt Ihnen{% endif %}.{% if tier != "" and isOnTime == false %} Als {{ tier }}-Mitglied haben Sie Vorrang: {% if tier == "A-List Preferred" %}Ihre persönliche Leitung ist Tag und Nacht für Sie da, und{% else %}Am Vorrangschalter{% endif %} finden wir für Sie zuerst einen anderen Flug, wenn dieser nicht mehr passt.{% endif %}

${request}`,
    sms: [
      '{% if name != "" %}{{ name }}, {% endif %}{% if isOnTime %}Flug {{ flight }} {{ from }}-{{ to }} ist wieder pünktlich: Abflug {{ newTime }}.{% else %}Flug {{ flight }} {{ from }}-{{ to }} verspätet sich um {{ duration }} ({{ cause }}). Neuer Abflug {{ newTime }} statt {{ oldTime }}.{% endif %}',
      '{% if isOnTime %}{{ flight }} ist wieder pünktlich: Abflug {{ newTime }}.{% else %}{{ flight }} verspätet sich um {{ duration }}. Neuer Abflug {{ newTime }} statt {{ oldTime }}.{% endif %}',
    ],
    pushTitle:
      '{% if isOnTime %}{{ flight }} ist wieder pünktlich{% else %}{{ flight }}: {{ duration }} später{% endif %}',
    pushText:
      '{{ from }}–{{ to }}: Abflug {{ newTime }}{% if isOnTime == false %} statt {{ oldTime }} (Grund: {{ cause }}){% endif %}.',
  },
  early: {
    subject: 'Flug {{ flight }} nach {{ to }} startet {{ duration }} früher',
    body: `${phrases.salutation} bitte beachten Sie: Ihr Flug {{ flight }} mit {{ airline }} von {{ from }} nach {{ to }} startet {{ duration }} früher als geplant, am {{ newDeparture }} statt am {{ oldDeparture }}, und landet am {{ newArrival }}, jeweils Ortszeit.

Bitte seien Sie zur neuen, früheren Zeit am Gate{% if seat != "" %}; Ihr Sitz {{ seat }} bleibt Ihrer{% endif %}.{% if tier != "" %} Als {{ tier }}-Mitglied können Sie die Vorzugsspur nutzen, falls die Zeit knapp wird.{% endif %}

${request}`,
    sms: [
      '{% if name != "" %}{{ name }}, {% endif %}Flug {{ flight }} {{ from }}-{{ to }} startet {{ duration }} früher: Abflug {{ newTime }} statt {{ oldTime }}.',
      '{{ flight }} startet {{ duration }} früher: {{ newTime }} statt {{ oldTime }}.',
    ],
    pushTitle: '{{ flight }} startet {{ duration }} früher',
    pushText: '{{ from }}–{{ to }}: Abflug {{ newTime }} statt {{ oldTime }}.',
  },
  cancellation: {
    subject: 'Flug {{ flight }} nach {{ to }} am {{ oldDeparture }} fällt aus',
    body: `${phrases.salutation} es tut uns sehr leid: Ihr Flug {{ flight }} mit {{ airline }} von {{ from }} nach {{ to }}, geplant für {{ oldDeparture }} Ortszeit, fällt aus (Grund: {{ cause }}).${phrases.detail}

Ihre Buchung ist zum Umbuchen vorgemerkt. Unter Ihren Reisen können Sie einen anderen Flug oder die volle Erstattung wählen, oder Sie sprechen unser Personal am Flughafen an.{% if tier != "" %} Als {{ tier }}-Mitglied werden Sie mit Vorrang umgebucht{% if tier == "A-List Preferred" %}, und Ihre persönliche Leitung ist Tag und Nacht für Sie da{% endif %}.{% endif %} Bitte fahren Sie erst zum Flughafen, wenn Sie einen neuen Flug haben.

${request}`,
    sms: [
      '{% if name != "" %}{{ name }}, es tut uns leid: {% else %}Leider: {% endif %}Flug {{ flight }} {{ from }}-{{ to }}, {{ oldDeparture }}, fällt aus ({{ cause }}). Umbuchen oder Erstattung unter Ihren Reisen.',
      'Flug {{ flight }} ({{ oldTime }}) fällt aus. Umbuchen oder Erstattung unter Ihren Reisen.',
    ],
    pushTitle: '{{ flight }} fällt aus',
    pushText:
      'Es tut uns leid: {{ from }}–{{ to }}, {{ oldDeparture }}, fällt aus (Grund: {{ cause }}). Umbuchen oder Erstattung unter Ihren Reisen.',
  },
  gateChange: {
    subject:
      '{% if isTerminalChange %}Dringend: neues Terminal und Gate{% else %}Neues Gate{% endif %} für Flug {{ flight }} nach {{ to }}{% if gate != "" %}: {{ gate }}{% endif %}',
    body: `${phrases.salutation} {% if isTerminalChange %}dringend: Terminal und Gate Ihres Fluges{% else %}bitte beachten Sie: Das Gate Ihres Fluges{% endif %} {{ flight }} von {{ from }} nach {{ to }} {% if isTerminalChange %}haben{% else %}hat{% endif %} sich geändert. {% if gate != "" %}Er startet nun von Gate {{ gate }}{% if oldGate != "" %} statt Gate {{ oldGate }}{% endif %}{% else %}{% if oldGate != "" %}Er startet nicht mehr von Gate {{ oldGate }}; das{% else %}Das{% endif %} neue Gate steht auf den Anzeigen{% endif %}{% if isTerminalChange %}, {% if terminal != "" %}Terminal {{ terminal }}{% else %}in einem anderen Terminal{% endif %}{% if oldTerminal != "" %} statt Terminal {{ oldTerminal }}{% endif %}{% endif %}. Abflug ist am {{ newDeparture }} Ortszeit.

{% if isTerminalChange %}Der Weg von einem Terminal zum anderen braucht Zeit: Bitte gehen Sie jetzt los{% else %}Bitte gehen Sie rechtzeitig zum neuen Gate{% endif %}, und schauen Sie unterwegs noch einmal auf die Anzeigen.{% if tier != "" %} Als {{ tier }}-Mitglied steigen Sie auch dort mit Vorrang ein{% if tier == "A-List Preferred" %}; unser Personal erwartet Sie{% endif %}.{% endif %}

${request}`,
    sms: [
      '{% if name != "" %}{{ name }}, dringend: {% else %}Dringend: {% endif %}Flug {{ flight }} nach {{ to }} {% if gate != "" %}startet nun von Gate {{ gate }}{% if oldGate != "" %}, nicht {{ oldGate }}{% endif %}{% else %}hat ein neues Gate, siehe Anzeigen{% endif %}{% if isTerminalChange %}. ANDERES TERMINAL{% if terminal != "" %}: Terminal {{ terminal }}{% endif %}{% endif %}. Abflug {{ newTime }}.',
      '{{ flight }}: {% if gate != "" %}Gate {{ gate }}{% else %}neues Gate, siehe Anzeigen{% endif %}{% if isTerminalChange %}. ANDERES TERMINAL{% if terminal != "" %}: {{ terminal }}{% endif %}{% endif %}. Abflug {{ newTime }}.',
    ],
    pushTitle:
      '{{ flight }}: {% if isTerminalChange %}anderes Terminal, {% endif %}{% if gate != "" %}Gate {{ gate }}{% else %}neues Gate{% endif %}',
    pushText:
      '{% if gate != "" %}Nun von Gate {{ gate }}{% if oldGate != "" %} statt {{ oldGate }}{% endif %}{% else %}Das neue Gate steht auf den Anzeigen{% endif %}{% if isTerminalChange %}, {% if terminal != "" %}Terminal {{ terminal }}{% else %}in einem anderen Terminal{% endif %}{% endif %}. Abflug {{ newTime }}.',
  },
  digest: {
    subject:
      '{{ count }} Neuigkeiten zu {% if flightCount > 1 %}Ihren Flügen{% else %}Ihrem Flug{% endif %} {{ flights }}',
    leading:
      '{{ lead }}, und {% if more == 1 %}eine weitere Neuigkeit{% else %}{{ more }} weitere Neuigkeiten{% endif %}',
    intro: 'Hier ist alles Neue seit unserer letzten Nachricht: {{ count }} Neuigkeiten, die früheste zuerst.',
    heading: '{{ number }} von {{ count }}: {{ subject }}',
  },
};
