import type { Catalogue } from '../facts.ts';
import { es as phrases } from '../phrases/es.ts';

const request =
  '{% if request != "" %}Tenemos anotada su petición especial ({{ request }}), y nuestro personal está al tanto del cambio. Si necesita algo más, díganoslo en el aeropuerto.{% endif %}';

export const es: Catalogue = {
  locale: 'es-ES',
  phrases,
  causes: {
    WEATHER: 'el tiempo',
    MECHANICAL: 'una revisión técnica del avión',
    CREW: 'disponibilidad de la tripulación',
    ATC: 'control del tráfico aéreo',
    SECURITY: 'motivos de seguridad',
    OTHER: 'motivos operativos',
  },
  delay: {
    subject: `{% if isOnTime %}El vuelo {{ flight }} a {{ to }} vuelve a estar en hora{% else %}{% if isFollowUp %}Actualización: el{% else %}El{% endif %} vuelo {{ flight }} a {{ to }} se retrasa {{ duration }}{% endif %}`,
    body: `${phrases.salutation} {% if isOnTime %}buenas noticias, su vuelo {{ flight }} de {{ airline }} desde {{ from }} a {{ to }} vuelve a estar en hora. Sale el {{ newDeparture }} y llega el {{ newArrival }}, hora local.{% else %}{% if severity != "minor" %}lo sentimos, {% endif %}su vuelo {{ flight }} de {{ airline }} desde {{ from }} a {{ to }} se retrasa {{ duration }} (motivo: {{ cause }}). Ahora sale el {{ newDeparture }} en lugar del {{ oldDeparture }} y llega el {{ newArrival }}, hora local.${phrases.detail}${phrases.followUp}{% endif %}

{% if isOnTime %}Por favor, esté en la puerta a la hora de siempre{% elsif severity == "minor" %}Por favor, siga las pantallas y esté en la puerta a la nueva hora{% elsif severity == "major" %}Por favor, tenga en cuenta la nueva hora; la facturación y la entrega de equipaje siguen abiertas{% else %}Con un retraso tan largo puede cambiar de vuelo o pedir el reembolso, y en el aeropuerto le atendemos: pregunte a nuestro personal{% endif %}{% if seat != "" %}; su asiento {{ seat }} sigue siendo suyo{% endif %}.{% if tier != "" and isOnTime == false %} Como miembro {{ tier }} tiene prioridad: {% if tier == "A-List Preferred" %}su línea personal está abierta día y noche, y{% else %}en el mostrador prioritario{% endif %} le buscamos antes otro vuelo si este ya no le conviene.{% endif %}

${request}`,
    sms: [
      '{% if name != "" %}{{ name }}, {% endif %}{% if isOnTime %}el vuelo {{ flight }} {{ from }}-{{ to }} vuelve a estar en hora: salida {{ newTime }}.{% else %}el vuelo {{ flight }} {{ from }}-{{ to }} se retrasa {{ duration }} ({{ cause }}). Nueva salida {{ newTime }}, antes {{ oldTime }}.{% endif %}',
      '{% if isOnTime %}{{ flight }} vuelve a estar en hora: salida {{ newTime }}.{% else %}{{ flight }} se retrasa {{ duration }}. Nueva salida {{ newTime }}, antes {{ oldTime }}.{% endif %}',
    ],
    pushTitle:
      '{% if isOnTime %}{{ flight }} vuelve a estar en hora{% else %}{{ flight }} se retrasa {{ duration }}{% endif %}',
    pushText:
      '{{ from }}–{{ to }}: salida {{ newTime }}{% if isOnTime == false %} en lugar de {{ oldTime }} (motivo: {{ cause }}){% endif %}.',
  },
  early: {
    subject: 'El vuelo {{ flight }} a {{ to }} sale {{ duration }} antes',
    body: `${phrases.salutation} tenga en cuenta: su vuelo {{ flight }} de {{ airline }} desde {{ from }} a {{ to }} sale {{ duration }} antes de lo previsto, el {{ newDeparture }} en lugar del {{ oldDeparture }}, y llega el {{ newArrival }}, hora local.

Por favor, esté en la puerta a la nueva hora, más temprana{% if seat != "" %}; su asiento {{ seat }} sigue siendo suyo{% endif %}.{% if tier != "" %} Como miembro {{ tier }} puede usar el acceso prioritario si va justo de tiempo.{% endif %}

${request}`,
    sms: [
      '{% if name != "" %}{{ name }}, {% endif %}el vuelo {{ flight }} {{ from }}-{{ to }} sale {{ duration }} antes: salida {{ newTime }}, no {{ oldTime }}.',
      '{{ flight }} sale {{ duration }} antes: {{ newTime }}, no {{ oldTime }}.',
    ],
    pushTitle: '{{ flight }} sale {{ duration }} antes',
    pushText: '{{ from }}–{{ to }}: salida {{ newTime }} en lugar de {{ oldTime }}.',
  },
  cancellation: {
    subject: 'El vuelo {{ flight }} a {{ to }} del {{ oldDeparture }} está cancelado',
    body: `${phrases.salutation} lo sentimos mucho, su vuelo {{ flight }} de {{ airline }} desde {{ from }} a {{ to }}, previsto para el {{ oldDeparture }} hora local, está cancelado (motivo: {{ cause }}).${phrases.detail}

Su reserva está marcada para cambiarla. En sus viajes puede elegir otro vuelo o el reembolso completo, o hablar con nuestro personal en el aeropuerto.{% if tier != "" %} Como miembro {{ tier }} le cambiamos el vuelo con prioridad{% if tier == "A-List Preferred" %}, y su línea personal está abierta día y noche{% endif %}.{% endif %} Por favor, no vaya al aeropuerto antes de tener un nuevo vuelo.

${request}`,
    sms: [
      '{% if name != "" %}{{ name }}, lo sentimos: {% else %}Lo sentimos: {% endif %}el vuelo {{ flight }} {{ from }}-{{ to }}, {{ oldDeparture }}, está cancelado ({{ cause }}). Cambio o reembolso en sus viajes.',
      'El vuelo {{ flight }} ({{ oldTime }}) está cancelado. Cambio o reembolso en sus viajes.',
    ],
    pushTitle: '{{ flight }} está cancelado',
    pushText:
      'Lo sentimos: {{ from }}–{{ to }}, {{ oldDeparture }}, está cancelado (motivo: {{ cause }}). Cambio o reembolso en sus viajes.',
  },
  gateChange: {
    subject:
      '{% if isTerminalChange %}Urgente: nueva terminal y puerta{% else %}Cambio de puerta{% endif %} para el vuelo {{ flight }} a {{ to }}{% if gate != "" %}: {{ gate }}{% endif %}',
    body: `${phrases.salutation} {% if isTerminalChange %}urgente, han cambiado la terminal y la puerta de{% else %}tenga en cuenta que ha cambiado la puerta de{% endif %} su vuelo {{ flight }} desde {{ from }} a {{ to }}. {% if gate != "" %}Ahora sale de la puerta {{ gate }}{% if oldGate != "" %} en lugar de la puerta {{ oldGate }}{% endif %}{% else %}{% if oldGate != "" %}Ya no sale de la puerta {{ oldGate }}; la{% else %}La{% endif %} nueva puerta estará en las pantallas{% endif %}{% if isTerminalChange %}, en {% if terminal != "" %}la terminal {{ terminal }}{% else %}otra terminal{% endif %}{% if oldTerminal != "" %} en lugar de la terminal {{ oldTerminal }}{% endif %}{% endif %}. La salida es el {{ newDeparture }}, hora local.

{% if isTerminalChange %}Ir de una terminal a otra lleva tiempo: por favor, salga ya{% else %}Por favor, vaya con tiempo a la nueva puerta{% endif %} y mire otra vez las pantallas por el camino.{% if tier != "" %} Como miembro {{ tier }} también embarca con prioridad en la nueva puerta{% if tier == "A-List Preferred" %}; nuestro personal le espera allí{% endif %}.{% endif %}

${request}`,
    sms: [
      '{% if name != "" %}{{ name }}, urgente: {% else %}Urgente: {% endif %}el vuelo {{ flight }} a {{ to }} {% if gate != "" %}sale ahora de la puerta {{ gate }}{% if oldGate != "" %}, no {{ oldGate }}{% endif %}{% else %}tiene otra puerta, vea las pantallas{% endif %}{% if isTerminalChange %}. CAMBIO DE TERMINAL{% if terminal != "" %}: terminal {{ terminal }}{% endif %}{% endif %}. Salida {{ newTime }}.',
      '{{ flight }}: {% if gate != "" %}puerta {{ gate }}{% else %}otra puerta, vea las pantallas{% endif %}{% if isTerminalChange %}. CAMBIO DE TERMINAL{% if terminal != "" %}: {{ terminal }}{% endif %}{% endif %}. Salida {{ newTime }}.',
    ],
    pushTitle:
      '{{ flight }}: {% if isTerminalChange %}cambio de terminal, {% endif %}{% if gate != "" %}puerta {{ gate }}{% else %}otra puerta{% endif %}',
    pushText:
      '{% if gate != "" %}Ahora de la puerta {{ gate }}{% if oldGate != "" %} en lugar de {{ oldGate }}{% endif %}{% else %}La nueva puerta estará en las pantallas{% endif %}{% if isTerminalChange %}, en {% if terminal != "" %}la terminal {{ terminal }}{% else %}otra terminal{% endif %}{% endif %}. Salida {{ newTime }}.',
  },
  digest: {
    subject:
      '{{ count }} novedades sobre {% if flightCount > 1 %}sus vuelos{% else %}su vuelo{% endif %} {{ flights }}',
    leading: '{{ lead }} y {{ more }} {% if more == 1 %}novedad{% else %}novedades{% endif %} más',
    intro:
      'Esto es todo lo nuevo desde nuestro último mensaje: {{ count }} novedades, en el orden en que se han producido.',
    heading: '{{ number }} de {{ count }}: {{ subject }}',
  },
};
