import { parseArgs } from 'node:util';
import { benchBooking } from './booking/bench.ts';
import { benchGateway } from './gateway/bench.ts';
import { printReport, type Report } from './report.ts';

// Side-by-side benchmarks. Compare rows of one run only: machines are shared and noisy.

const benches: Record<string, (options: { quick: boolean; install: boolean }) => Promise<Report>> = {
  gateway: benchGateway,
  booking: benchBooking,
};

const help = `npm run bench -- NAME [--quick] [--install]

  gateway   CPU per request of the gateway, beside nginx, haproxy, @fastify/reply-from and http-proxy (quality.md P1-P3)
  booking   bookings per second through the gateway, beside the same SQL in a bare loop (P4)

  --quick    a tenth of the requests: does it run, not how fast is it
  --install  install nginx and haproxy with apt-get where they are missing (needs root)

Prints a table and, as its last line, one JSON object.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    install: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  },
});
const bench = benches[positionals[0] ?? ''];
if (values.help || bench === undefined) {
  console.log(help);
  process.exit(values.help ? 0 : 2);
}
printReport(await bench({ quick: values.quick, install: values.install }));
process.exit(0);
