import { stringify } from 'yaml';
import { alertCases } from './alert-cases.ts';

export type AlertRule = {
  alert: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
};

/** What happens within minutes is looked at closely; hours would take promtool minutes in such steps. */
export const paces = { minutes: '15s', hours: '3m' } as const;
export type Pace = keyof typeof paces;

/**
 * The cases of one pace as promtool wants them. What the annotations say is taken from the rules, with the labels filled in.
 */
export function promtoolTests(rules: readonly AlertRule[], ruleFiles: readonly string[], pace: Pace): string {
  const cases = Object.entries(alertCases).filter(([, { at }]) => at.endsWith('h') === (pace === 'hours'));
  const tests = cases.flatMap(([name, { at, fires, labels, quiet }]) => {
    const alert = alertOf(name);
    const rule = rules.find((each) => each.alert === alert);
    if (rule === undefined) throw new Error(`there is no alert ${alert}`);
    const expected = {
      exp_labels: { ...labels, ...rule.labels },
      exp_annotations: Object.fromEntries(
        Object.entries(rule.annotations ?? {}).map(([key, text]) => [key, fillIn(text, labels)]),
      ),
    };
    const test = (what: string, series: typeof fires, alerts: object[]) => ({
      name: `${name} ${what}`,
      interval: paces[pace],
      input_series: series.map(([one, values]) => ({ series: one, values })),
      alert_rule_test: [{ eval_time: at, alertname: alert, exp_alerts: alerts }],
    });
    return [test('fires', fires, [expected]), test('is quiet', quiet, [])];
  });
  return stringify({ rule_files: ruleFiles, evaluation_interval: paces[pace], tests });
}

export function alertOf(name: string): string {
  return name.split(':', 1)[0] ?? name;
}

function fillIn(text: string, labels: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_all, label: string) => labels[label] ?? '');
}
