const breaksAtEnd = /[\n\u2028\u2029]*$/;

/** A literal scalar with its header; it ends with a line break. */
export function renderLiteral(text: string, indent: number): string {
  const pad = " ".repeat(indent);
  const body = text.replace(/[^\n\u2028\u2029]+/g, `${pad}$&`);
  const breaks = breaksAtEnd.exec(text)?.[0] ?? "";
  const chomping = breaks === "" ? "-" : breaks.length > 1 || breaks === text ? "+" : "";
  const indicator = /^[ \n\u2028\u2029]/.test(text) ? "2" : "";
  return `|${indicator}${chomping}\n${body}${breaks === "" ? "\n" : ""}`;
}
