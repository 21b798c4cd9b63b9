import type { Row } from "./benchmark.ts";

/** Rows as a Markdown table. A column that a row does not have stays empty. */
export function formatTable(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? "")))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  const [header = "", ...body] = lines.map(
    (line) => `| ${line.map((cell, index) => pad(cell, widths[index])).join(" | ")} |`,
  );
  return [header, `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...body].join("\n");
}

function pad(cell: string, width = 0): string {
  return /^[\d.e+-]+$/.test(cell) ? cell.padStart(width) : cell.padEnd(width);
}
