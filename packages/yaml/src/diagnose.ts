import { ComposeFault } from "./compose/fault.ts";
import { ConstructFault } from "./construct/fault.ts";
import { YamlError } from "./errors.ts";
import { SyntaxFault } from "./scan/fault.ts";
import { positionIn } from "./locate.ts";
import type { CompleteOptions, YamlProfile } from "./options.ts";
import { SeparatorFault } from "./split.ts";
import type { Piece } from "./split.ts";

/** What was thrown while a piece was read, as the error that callers get. */
export function toYamlError(error: unknown, piece: Piece, { file, profile }: CompleteOptions): unknown {
  const at = (offset: number) => positionIn(piece, offset, file);
  if (error instanceof SyntaxFault)
    return new YamlError("syntax", syntaxText(error, profile), at(error.problem.offset));
  if (error instanceof ComposeFault) return new YamlError(error.code, error.message, at(error.offset));
  if (error instanceof ConstructFault) return new YamlError(error.code, error.message, at(error.node.offset));
  if (error instanceof SeparatorFault) return new YamlError("syntax", error.message, at(error.offset));
  return error;
}

/**
 * go-yaml names a line of its choice: v2 (`sigs`) the problem's, v3 (`kyaml`) that of the construct around it,
 * each falling back to the other when the line is the first; the parser's lines are one less than they should be,
 * and the first line is never named.
 */
function syntaxText({ stage, message, problem, context }: SyntaxFault, profile: YamlProfile): string {
  const first = profile === "sigs" ? problem.line : context.line;
  const second = profile === "sigs" ? context.line : problem.line;
  const line = first !== 0 ? first : second;
  if (line === 0) return `yaml: ${message}`;
  return `yaml: line ${stage === "scanner" ? line + 1 : line}: ${message}`;
}
