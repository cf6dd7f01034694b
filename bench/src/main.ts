import { parseArgs } from 'node:util';
import { benchBooking } from './booking/bench.ts';
import { benchEtl } from './etl/bench.ts';
import { benchEvents } from './events/bench.ts';
import { benchGateway } from './gateway/bench.ts';
import { printReport, type Report } from './report.ts';
import { benchReports } from './reports/bench.ts';
import { benchRooms } from './rooms/bench.ts';
import { benchSearch } from './search/bench.ts';
import { benchTracing } from './tracing/bench.ts';
import { benchWeb } from './web/bench.ts';
import { benchWorkflow } from './workflow/bench.ts';

// Side-by-side benchmarks. Compare rows of one run only: machines are shared and noisy.

const benches: Record<string, (options: { quick: boolean; install: boolean; port: number }) => Promise<Report>> = {
  gateway: benchGateway,
  booking: benchBooking,
  events: benchEvents,
  rooms: benchRooms,
  workflow: benchWorkflow,
  search: benchSearch,
  tracing: benchTracing,
  etl: benchEtl,
  reports: benchReports,
  web: benchWeb,
};

const help = `npm run bench -- NAME [--quick] [--install] [--port N]

  gateway   CPU per request of the gateway, beside nginx, haproxy, @fastify/reply-from and http-proxy (quality.md P1-P3)
  booking   bookings per second through the gateway, beside the same SQL in a bare loop (P4)
  events    from a flight's change to the frame at a room's socket, at 200 changes a second (P6)
  rooms     CPU per delivered frame with 5 000 sockets in a room, beside bare ws loops (P7)
  tracing   CPU that traces add to a request, beside auto-instrumentation
  workflow  a flight with 10 000 passengers cancelled: until the last notice is handed over, and CPU per notice (P8)
  etl       a million bookings into the warehouse: first load, no change, 1 % changed, everything again; time and memory (P9)
  reports   each report through the gateway on a year of data: how long until it is there (50 ms)
  search    CPU of a search from the cache beside an empty route (P5); itineraries on the world timetable
  web       what each page of the web app weighs, frames per second of the map with 2 000 aircraft (P11), and how soon
            a delay that is pressed on the desk stands on a traveller's page (1 s)

  --quick    a tenth of the requests: does it run, not how fast is it
  --install  install nginx and haproxy with apt-get where they are missing (needs root)
  --port N   port of the gateway of the stack that is measured (default 4700); its other ports lie near it

Prints a table and, as its last line, one JSON object.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    install: { type: 'boolean', default: false },
    port: { type: 'string', default: '4700' },
    help: { type: 'boolean', short: 'h' },
  },
});
const bench = benches[positionals[0] ?? ''];
const port = Number(values.port);
if (values.help || bench === undefined || !Number.isInteger(port)) {
  console.log(help);
  process.exit(values.help ? 0 : 2);
}
printReport(await bench({ quick: values.quick, install: values.install, port }));
process.exit(0);
