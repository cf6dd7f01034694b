import { Agent, request } from 'undici';
import { cpuMicroseconds } from '../cpu.ts';
import { percentile, type Row, round } from '../report.ts';

/** Great hubs, middling airports and small ones, on every continent; cities with several airports among them. */
const places =
  `ATL DXB LHR New+York HND DFW IST LAX PEK FRA JFK Paris SIN DEN ORD CDG Tokyo DEL GRU SYD MEX BOM London CAN ICN
BKK AMS MAD YYZ JNB EZE SCL BOG LIM DOH CAI NBO LOS ADD RMO KIV OTP VIE ZRH HEL KEF DUB MAN OSL BGO TOS ANC HNL AKL CHC PER CNS
KTM MLE DAC ALA TAS TBS EVN BOI GEG BTV PWM ABQ ELP YHZ YQR CUZ IQT USH PMW CGB MPM WDH RUN LPB GYE PPT NOU SUV DRW HBA UME KRN`
    .split(/\s+/)
    .filter((place) => place !== '');

export type Questions = { path(): string };

/** The same questions in the same order for every run; any two places, on days that have flights. */
export function createQuestions(firstDay: Temporal.PlainDate, days: number): Questions {
  let state = 20_261_121;
  const next = (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  const sorts = ['price', 'duration', 'departure'];
  return {
    path() {
      const from = places[next(places.length)];
      const to = places[next(places.length)];
      const date = firstDay.add({ days: 1 + next(days) }).toString();
      return `/itineraries?from=${from}&to=${to}&date=${date}&sort=${sorts[next(3)]}`;
    },
  };
}

/** Asks in a closed loop; answers the time of each question and how many itineraries came. */
export async function ask(
  instance: { port: number; pid: number },
  questions: Questions,
  { name, count, concurrency }: { name: string; count: number; concurrency: number },
): Promise<Row> {
  const dispatcher = new Agent({ connections: concurrency, pipelining: 1 });
  const waits: number[] = [];
  let [left, itineraries, none] = [count, 0, 0];
  const [before, began] = [cpuMicroseconds([instance.pid]), performance.now()];
  async function worker(): Promise<void> {
    while (left > 0) {
      left -= 1;
      const path = questions.path();
      const asked = performance.now();
      const answer = await request(`http://127.0.0.1:${instance.port}${path}`, { dispatcher });
      const body = (await answer.body.json()) as { itineraries?: unknown[]; message?: string };
      waits.push(performance.now() - asked);
      if (answer.statusCode === 404) none += 1;
      else if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}: ${body.message}`);
      itineraries += body.itineraries?.length ?? 0;
    }
  }
  try {
    await Promise.all(Array.from({ length: concurrency }, worker));
  } finally {
    await dispatcher.close();
  }
  const seconds = (performance.now() - began) / 1000;
  return {
    name,
    p50Ms: round(percentile(waits, 0.5), 1),
    p99Ms: round(percentile(waits, 0.99), 1),
    searchesPerSecond: round(count / seconds, 0),
    itinerariesPerSecond: round(itineraries / seconds, 0),
    cpuMsPerSearch: round((cpuMicroseconds([instance.pid]) - before) / 1000 / count, 2),
    notFound: none,
  };
}
