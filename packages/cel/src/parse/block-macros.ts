import * as ast from "./ast.ts";
import type { Expr } from "./ast.ts";
import { bind, expanded, inNamespace, macroKey, refused } from "./macros.ts";
import type { Macro, MacroSet } from "./macros.ts";

function indexName(index: Expr | undefined): string | undefined {
  return index?.kind === "literal" && typeof index.value === "bigint" ? String(index.value) : undefined;
}

/** `cel.block([a, b], body)`: the values of a list are known to the later ones and to the body. */
const block: Macro = ({ at, args: [values, body] }) => {
  if (values?.kind !== "list") return refused(values?.at ?? at, "cel.block() requires a list");
  const nested = values.items.reduceRight<Expr>(
    (inner, { value }, index) => bind(at, { name: `@index${index}`, value, body: inner }),
    body as Expr,
  );
  return expanded(nested);
};

const index: Macro = ({ at, args: [position] }) => {
  const name = indexName(position);
  return name === undefined ? refused(at, "cel.index() requires an int") : expanded(ast.ident(at, `@index${name}`));
};

const iterVar: Macro = ({ at, args }) => {
  const [depth, position] = args.map(indexName);
  if (depth === undefined || position === undefined) return refused(at, "cel.iterVar() requires two ints");
  return expanded(ast.ident(at, `@it:${depth}:${position}`));
};

/** How cel-go's optimizer writes expressions whose common parts are taken out. */
export const blockMacros: MacroSet = new Map([
  [macroKey("block", 2, true), inNamespace("cel", block)],
  [macroKey("index", 1, true), inNamespace("cel", index)],
  [macroKey("iterVar", 2, true), inNamespace("cel", iterVar)],
]);
