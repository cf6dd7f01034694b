import {
  type Report,
  reportAnswer,
  type ReportName,
  reportNames,
  ReportQuery,
  type ReportRow,
  reportRows,
} from '@airside/contracts';
import type { Cluster, Db } from '@airside/postgres';
import { access, type App } from '@airside/service';
import { Type } from 'typebox';
import {
  findPublished,
  listDelayCauses,
  listFunnels,
  listLatencies,
  listLoadFactors,
  listPunctuality,
  listRevenue,
} from './queries.ts';
import { type Days, daysOf, fileNameOf, stagesOf, summarizeLatencies, toCsv } from './rules.ts';

const answers: { [Name in ReportName]: (db: Db, days: Days) => Promise<ReportRow[Name][]> } = {
  'load-factor': listLoadFactors,
  'revenue-by-route': listRevenue,
  'on-time-performance': listPunctuality,
  'delay-causes': listDelayCauses,
  'notification-latency': async (db, days) => summarizeLatencies(await listLatencies(db, days)),
  'cancellation-funnel': async (db, days) => stagesOf(await listFunnels(db, days)),
};

export type ReportDeps = { warehouse: Pick<Cluster, 'reader'>; now: () => Temporal.Instant };

/** What the warehouse has to say, for staff: a route for each report, so that each answer has a schema of its own. */
export function reportRoutes(app: App, { warehouse, now }: ReportDeps): void {
  for (const name of reportNames) {
    app.get(
      `/api/reports/${name}`,
      {
        config: { access: access.staff },
        schema: {
          summary: `${titles[name]}, by days`,
          description: 'Figures of the nightly load; with `format=csv` the rows as a file.',
          tags: ['reports'],
          querystring: ReportQuery,
          response: { 200: Type.Unsafe<Report | string>(reportAnswer(name)) },
        },
      },
      async (request, reply) => {
        const days = daysOf(request.query, now().toZonedDateTimeISO('UTC').toPlainDate());
        const [rows, published] = await Promise.all([
          answers[name](warehouse.reader, days),
          findPublished(warehouse.reader),
        ]);
        if (request.query.format === 'csv') {
          return reply
            .type('text/csv; charset=utf-8')
            .header('content-disposition', `attachment; filename="${fileNameOf(name, days)}"`)
            .send(toCsv(Object.keys(reportRows[name].properties), rows));
        }
        const publishedAt = published?.toString() ?? null;
        return { report: name, from: days.from.toString(), to: days.to.toString(), publishedAt, rows } as Report;
      },
    );
  }
}

const titles: Readonly<Record<ReportName, string>> = {
  'load-factor': 'Seats and passengers of each route',
  'revenue-by-route': 'Money of each route and currency',
  'on-time-performance': 'Punctuality of each day',
  'delay-causes': 'Why flights left late or not at all',
  'notification-latency': 'How long messages took on each channel',
  'cancellation-funnel': 'From the quote for a cancellation to the money that came back',
};
