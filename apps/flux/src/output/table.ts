/** Rows under a header. Without a header, rows only. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The width of each column, in characters. */
export function columnWidths({ header, rows }: Table, atLeast: readonly number[] = []): number[] {
  const columns = Math.max(0, header.length, ...rows.map((row) => row.length));
  return Array.from({ length: columns }, (_, column) => {
    const cells = [header[column] ?? "", ...rows.flatMap((row) => linesOf(row[column]))];
    return Math.max(atLeast[column] ?? 0, ...cells.map(widthOf));
  });
}

/**
 * The table in upstream's form: upper-case headings, cells padded and separated by tabs. Rows end with a tab, the
 * header with a blank. A cell of several lines makes its row as high.
 */
export function formatTable(table: Table, widths = columnWidths(table)): string {
  const pad = (cells: readonly string[]): string[] => widths.map((width, column) => padEnd(cells[column] ?? "", width));
  const header = table.header.length === 0 ? [] : [`${pad(table.header).join("\t").toUpperCase()} `];
  const rows = table.rows.flatMap(splitLines).map((cells) => `${pad(cells).join("\t")}\t`);
  return [...header, ...rows].map((line) => `${line}\n`).join("");
}

function splitLines(row: readonly string[]): string[][] {
  const cells = row.map(linesOf);
  const height = Math.max(0, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => cells.map((lines) => lines[line] ?? ""));
}

function linesOf(cell = ""): string[] {
  return cell.trimEnd().split("\n");
}

function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

function widthOf(text: string): number {
  return Array.from(text).length;
}
