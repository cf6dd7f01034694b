/** The city of the best suggestion, where it has several airports among them. */
export function sharedCity(airports: readonly { city: string }[]): string | undefined {
  const [first, ...others] = airports;
  return others.some(({ city }) => city === first?.city) ? first?.city : undefined;
}
