import { parser } from '@prometheus-io/lezer-promql';

/** What a PromQL text names, or why it cannot be read. */
export function metricsOf(expr: string): ReadonlySet<string> {
  const names = new Set<string>();
  const tree = parser.parse(withWindow(expr));
  tree.iterate({
    enter({ name, from, to, type, node }) {
      if (type.isError) throw new Error(`not PromQL at ${from}: ${expr}`);
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') names.add(withWindow(expr).slice(from, to));
    },
  });
  return names;
}

/** Names of histograms' and counters' parts end like this; the metric itself may be listed without. */
export function withWindow(expr: string): string {
  return expr.replaceAll('$__rate_interval', '1m');
}
