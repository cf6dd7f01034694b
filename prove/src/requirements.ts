/** Name of an experiment's row in the table of all: with the requirements that it proves, where it says some in brackets. */
export function rowOf(name: string, says: string): string {
  const ids = [...says.matchAll(/\(([RS]\d+(?:(?:, |–)[RS]\d+)*)\)/g)].map(([, id]) => id);
  return ids.length === 0 ? name : `${ids.join(', ')} ${name}`;
}
