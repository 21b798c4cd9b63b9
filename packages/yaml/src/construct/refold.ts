import { analyzeText } from "../emit/analyze.ts";

/**
 * What is left of the text of a folded scalar after kustomize has printed and read it again.
 *
 * yaml.v3 doubles a line break that would be folded, but judges by the start of the whole text instead of by the next line:
 * a line break before an indented line is doubled too and stays so, and none is doubled in a text that begins with a blank.
 */
export function refold(text: string): string {
  if (!analyzeText(text.replaceAll("\t", "-")).literal) return text;
  const doubles = /^\n*[^\n \t]/.test(text);
  const keepsEnd = /\n\n$|^\n$/.test(text);
  return text.replace(/([^\n]+)(\n+)(?=([^\n]?))/g, (_, line: string, breaks: string, next: string) => {
    const isIndented = isBlank(line[0]);
    const printed = doubles && !isIndented ? `${breaks}\n` : breaks;
    if (next === "") return line + (keepsEnd ? printed : "\n");
    if (isIndented || isBlank(next)) return line + printed;
    return line + (printed === "\n" ? " " : printed.slice(1));
  });
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}
