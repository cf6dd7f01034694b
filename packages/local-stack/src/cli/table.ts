/** Rows as text in aligned columns, the first row underlined by nothing but its place. Colour codes do not count. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `  ${line}`)
    .join('\n');
}

function widthOf(cell: string): number {
  // oxlint-disable-next-line no-control-regex -- terminal colours begin with the escape character
  return cell.replaceAll(/\u001b\[\d+m/g, '').length;
}
