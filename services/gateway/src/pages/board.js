// Runs in the browser: the departures of two days (or of ?date=, at ?airport=), kept up to date by server-sent events.

const parameters = new URLSearchParams(location.search);
const airport = parameters.get('airport')?.toUpperCase() ?? '';
const dates = parameters.has('date') ? [parameters.get('date')] : [localDate(0), localDate(1)];
/** Pages of a list that are read at most. */
const mostPages = 20;
/** The stream says something every 5 s; after twice that it counts as silent. */
const longestSilenceMs = 10_000;

/** Departures by their id. */
const flights = new Map();
let lastHeard = performance.now();

const element = (id) => document.getElementById(id);
element('caption').textContent =
  `${airport === '' ? 'All airports' : airport}, ${dates.join(' and ')}; times in your time zone`;

function localDate(daysAhead) {
  const day = new Date();
  day.setDate(day.getDate() + daysAhead);
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`;
}

function isShown(flight) {
  return (
    dates.includes(flight.departure_date) && (airport === '' || [flight.origin, flight.destination].includes(airport))
  );
}

/** Keeps a flight unless a newer state of it is known; answers whether it did. */
function keep(flight) {
  const known = flights.get(flight.departure_id);
  if (!isShown(flight) || (known !== undefined && known.version >= flight.version)) return false;
  flights.set(flight.departure_id, flight);
  return true;
}

async function load() {
  for (const date of dates) {
    let cursor = '';
    for (let page = 0; page < mostPages; page += 1) {
      const query = new URLSearchParams({ date, limit: '500', ...(airport && { airport }), ...(cursor && { cursor }) });
      const answer = await fetch(`/flights?${query}`, { signal: AbortSignal.timeout(10_000) });
      if (!answer.ok) throw new Error(`the list of flights answered ${answer.status}`);
      const list = await answer.json();
      list.flights.forEach(keep);
      if (list.cursor === undefined) break;
      cursor = list.cursor;
    }
  }
  showAll();
}

/** What the stream changes meanwhile is newer than what the list says, by its version. */
function loadUntilDone() {
  load().catch(() => setTimeout(loadUntilDone, 2000));
}

function time(text) {
  return new Date(text).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

function statusClass(flight) {
  if (flight.status === 'CANCELLED') return 'cancelled';
  if (flight.status === 'DELAYED') return 'late';
  return flight.status === 'BOARDING' ? 'boarding' : '';
}

function row(flight) {
  const line = document.createElement('tr');
  line.id = `departure-${flight.departure_id}`;
  line.dataset.flight = flight.flight_id;
  const isLate = flight.estimated_departure !== flight.scheduled_departure;
  const cells = [
    flight.departure_date,
    time(flight.scheduled_departure),
    isLate ? time(flight.estimated_departure) : '',
    flight.flight_id,
    `${flight.origin} – ${flight.destination}`,
    flight.gate ?? '',
    flight.status.toLowerCase().replaceAll('_', ' '),
  ];
  for (const text of cells) line.insertCell().textContent = text;
  line.cells[6].className = statusClass(flight);
  return line;
}

const byDeparture = (one, two) =>
  one.scheduled_departure.localeCompare(two.scheduled_departure) || one.departure_id - two.departure_id;

function showAll() {
  element('flights').replaceChildren(...[...flights.values()].sort(byDeparture).map(row));
  element('empty').hidden = flights.size > 0;
}

/** One flight has changed: its row alone moves. */
function show(flight) {
  const line = row(flight);
  line.className = 'changed';
  document.getElementById(line.id)?.remove();
  const next = [...flights.values()].sort(byDeparture).find((other) => byDeparture(flight, other) < 0);
  const place = next === undefined ? null : document.getElementById(`departure-${next.departure_id}`);
  element('flights').insertBefore(line, place);
  element('empty').hidden = true;
}

function heard() {
  lastHeard = performance.now();
  element('connection').textContent = 'Live';
  element('connection').className = 'live';
}

function follow() {
  const stream = new EventSource('/api/board/stream');
  stream.addEventListener('ready', ({ data }) => {
    heard();
    if (!JSON.parse(data).resumed) loadUntilDone();
  });
  stream.addEventListener('beat', heard);
  stream.addEventListener('flight', ({ data }) => {
    heard();
    const { flight, update } = JSON.parse(data);
    if (flight === undefined || !keep(flight)) return;
    show(flight);
    element('news').textContent = update;
  });
  // The browser comes back by itself, unless it was refused for good.
  stream.addEventListener('error', () => {
    if (stream.readyState === EventSource.CLOSED) setTimeout(follow, 3000);
  });
}

setInterval(() => {
  if (performance.now() - lastHeard < longestSilenceMs) return;
  element('connection').textContent = 'No contact; the board may be out of date';
  element('connection').className = '';
}, 1000);
follow();
