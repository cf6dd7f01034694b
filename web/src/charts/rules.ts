/** Ticks in words; of neighbours that read the same, the first alone: five times "0.0" says nothing. */
export function axisLabels(ticks: readonly number[], format: (value: number) => string): string[] {
  const labels = ticks.map(format);
  return labels.map((label, index) => (label === labels[index - 1] ? '' : label));
}
