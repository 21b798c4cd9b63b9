import { resolvePlain } from "../construct/scalars.ts";
import { analyzeText } from "./analyze.ts";
import { foldPlain, foldSingle } from "./fold.ts";
import { renderDouble } from "./double.ts";
import { renderLiteral } from "./literal.ts";

/** Where a scalar is printed. */
export interface ScalarPlace {
  /** The column that the scalar begins at. */
  readonly column: number;
  /** The column that further lines of it begin at. */
  readonly indent: number;
  /** Whether it is a key before a `:` on one line. */
  readonly isKey: boolean;
  /** Lines are folded at the first space behind this column. */
  readonly width: number;
  /** Whether a literal scalar may hold tabs. */
  readonly literalTabs: boolean;
}

const sexagesimal = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/**
 * A text in the style that go-yaml chooses: literal when it has line feeds, double quotes when plain text would be something else,
 * otherwise plain; what a style cannot hold goes to single and then to double quotes. It ends without a line break, literals excepted.
 */
export function renderText(text: string, place: ScalarPlace): string {
  const shape = analyzeText(text);
  if (text.includes("\n")) {
    const isLiteral = shape.literal || (place.literalTabs && analyzeText(text.replaceAll("\t", ".")).literal);
    return isLiteral && !place.isKey ? renderLiteral(text, place.indent) : renderDouble(text, place);
  }
  if (!staysText(text, place)) return renderDouble(text, place);
  if (shape.plain) return foldPlain(text, place);
  return shape.single && !(shape.multiline && place.isKey) ? foldSingle(text, place) : renderDouble(text, place);
}

/** Whether readers of YAML 1.1 too take the plain text for a text. */
function staysText(text: string, { isKey }: ScalarPlace): boolean {
  const { tag } = resolvePlain(text, "sigs");
  // go-yaml leaves `<<` plain as a key too, where it would be read as a merge.
  return tag === "!!merge" ? !isKey : tag === "!!str" && !sexagesimal.test(text);
}
