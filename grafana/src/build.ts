import {
  type Dashboard as GrafanaDashboard,
  DashboardBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  VizLegendOptionsBuilder,
  LegendDisplayMode,
  LegendPlacement,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Dashboard, Panel, Trouble } from './panel.ts';

/** As provisioning/datasources names it. */
const datasource = { type: 'prometheus', uid: 'airside-prometheus' };
/** Grafana's grid is 24 wide. */
const size = { lines: { width: 8, height: 8 }, number: { width: 4, height: 4 } };

/** A dashboard as Grafana reads it. */
export function buildDashboard({ uid, title, description, rows }: Dashboard): GrafanaDashboard {
  const builder = new DashboardBuilder(`Airside / ${title}`)
    .uid(uid)
    .description(description)
    .tags(['airside'])
    .time({ from: 'now-30m', to: 'now' })
    .refresh('10s')
    .timezone('browser');
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) builder.withPanel(buildPanel(panel));
  }
  return builder.build();
}

function buildPanel(panel: Panel): StatBuilder | TimeSeriesBuilder {
  const { width, height } = panel.isNumber === true ? size.number : size.lines;
  const builder = panel.isNumber === true ? new StatBuilder() : lines(panel);
  builder
    .title(panel.title)
    .description(panel.description)
    .unit(panel.unit)
    .datasource(datasource)
    .span(width)
    .height(height)
    .thresholds(thresholdsOf(panel.trouble));
  for (const [index, { expr, legend = '' }] of panel.queries.entries()) {
    const query = new DataqueryBuilder()
      .expr(expr)
      .legendFormat(legend)
      .refId(String.fromCodePoint(65 + index));
    builder.withTarget(panel.isNumber === true ? query.instant() : query.range().exemplar(true));
  }
  return builder;
}

function lines(panel: Panel): TimeSeriesBuilder {
  const builder = new TimeSeriesBuilder()
    .fillOpacity(8)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom),
    );
  if (panel.trouble !== undefined)
    builder.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
  return builder;
}

function thresholdsOf(trouble: Trouble | undefined): ThresholdsConfigBuilder {
  const steps =
    trouble === undefined
      ? [{ value: null, color: 'green' }]
      : 'above' in trouble
        ? [
            { value: null, color: 'green' },
            { value: trouble.above, color: 'red' },
          ]
        : [
            { value: null, color: 'red' },
            { value: trouble.below, color: 'green' },
          ];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);
}
