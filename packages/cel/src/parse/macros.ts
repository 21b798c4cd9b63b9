import * as ast from "./ast.ts";
import type { Call, Expr } from "./ast.ts";

/** What a macro became, or why it cannot be expanded. */
export type Expansion =
  | { readonly ok: true; readonly expr: Expr }
  | { readonly ok: false; readonly at: number; readonly message: string };

/** Expands a call, whose number of arguments and target are as the macro's key says. */
export type Macro = (call: Call) => Expansion;

/** Macros by key: the name, the number of arguments, and whether there is a target. */
export type MacroSet = ReadonlyMap<string, Macro>;

/** Undefined when the call is none of a macro. */
export function expandMacro(call: Call, macros: MacroSet): Expansion | undefined {
  return macros.get(macroKey(call.name, call.args.length, call.target !== undefined))?.(call);
}

export function macroKey(name: string, args: number, member: boolean): string {
  return `${name}:${args}:${member}`;
}

export function expanded(expr: Expr): Expansion {
  return { ok: true, expr };
}

export function refused(at: number, message: string): Expansion {
  return { ok: false, at, message };
}

const result = "@result";

type Name = { readonly name: string } | { readonly refused: Expansion };

/** The name that an argument gives to a variable. */
function nameIn(expr: Expr | undefined, problem: string): Name {
  if (expr?.kind === "ident" && !expr.name.startsWith(".")) return { name: expr.name };
  return { refused: refused(expr?.at ?? 0, problem) };
}

interface Loop {
  /** The message for what is no name of a variable. */
  readonly problem: string;
  readonly initial: (at: number) => Expr;
  readonly condition?: (at: number, accumulated: Expr) => Expr;
  /** One turn, given what was accumulated, the names of the variables and the arguments after them. */
  readonly step: (turn: Turn) => Expr;
  readonly result?: (at: number, accumulated: Expr) => Expr;
}

interface Turn {
  readonly at: number;
  readonly accumulated: Expr;
  readonly names: readonly string[];
  readonly args: readonly Expr[];
}

function loopMacro(variables: 1 | 2, loop: Loop): Macro {
  return ({ at, target, args }) => {
    const names: string[] = [];
    for (const arg of args.slice(0, variables)) {
      const found = nameIn(arg, loop.problem);
      if ("refused" in found) return found.refused;
      if (names.includes(found.name)) return refused(arg.at, `duplicate variable name: ${found.name}`);
      names.push(found.name);
    }
    const accumulated = ast.ident(at, result);
    const folded = ast.fold(at, {
      range: target as Expr,
      variables: names as [string] | [string, string],
      accumulator: result,
      initial: loop.initial(at),
      condition: loop.condition?.(at, accumulated) ?? ast.literal(at, true),
      step: loop.step({ at, accumulated, names, args: args.slice(variables) }),
      result: loop.result?.(at, accumulated) ?? accumulated,
    });
    return expanded(folded);
  };
}

const simpleName = "argument must be a simple name";

const all: Loop = {
  problem: simpleName,
  initial: (at) => ast.literal(at, true),
  condition: (at, accumulated) => ast.call(at, "@not_strictly_false", accumulated),
  step: ({ at, accumulated, args: [predicate] }) => ast.call(at, "_&&_", accumulated, predicate as Expr),
};

const exists: Loop = {
  problem: simpleName,
  initial: (at) => ast.literal(at, false),
  condition: (at, accumulated) => ast.call(at, "@not_strictly_false", ast.call(at, "!_", accumulated)),
  step: ({ at, accumulated, args: [predicate] }) => ast.call(at, "_||_", accumulated, predicate as Expr),
};

const existsOne: Loop = {
  problem: simpleName,
  initial: (at) => ast.literal(at, 0n),
  step: ({ at, accumulated, args: [predicate] }) =>
    when(at, predicate, ast.call(at, "_+_", accumulated, ast.literal(at, 1n)), accumulated),
  result: (at, accumulated) => ast.call(at, "_==_", accumulated, ast.literal(at, 1n)),
};

const mapping: Loop = {
  problem: "argument is not an identifier",
  initial: (at) => ast.list(at, []),
  step: ({ at, accumulated, args }) => {
    const [transform, predicate] = args.toReversed();
    return when(at, predicate, appended(at, accumulated, transform as Expr), accumulated);
  },
};

const filtering: Loop = {
  ...mapping,
  step: ({ at, accumulated, names: [name = ""], args: [predicate] }) =>
    when(at, predicate, appended(at, accumulated, ast.ident(at, name)), accumulated),
};

const mapTransform: Loop = {
  problem: simpleName,
  initial: (at) => ast.map(at, []),
  step: ({ at, accumulated, names: [key = ""], args }) => {
    const [transform, predicate] = args.toReversed();
    const inserted = ast.call(at, "cel.@mapInsert", accumulated, ast.ident(at, key), transform as Expr);
    return when(at, predicate, inserted, accumulated);
  },
};

const entryTransform: Loop = {
  ...mapTransform,
  step: ({ at, accumulated, args }) => {
    const [entries, predicate] = args.toReversed();
    return when(at, predicate, ast.call(at, "cel.@mapInsert", accumulated, entries as Expr), accumulated);
  },
};

function appended(at: number, list: Expr, item: Expr): Expr {
  return ast.call(at, "_+_", list, ast.list(at, [{ value: item, optional: false }]));
}

function when(at: number, condition: Expr | undefined, then: Expr, otherwise: Expr): Expr {
  return condition === undefined ? then : ast.call(at, "_?_:_", condition, then, otherwise);
}

const has: Macro = ({ at, args: [field] }) => {
  if (field?.kind !== "select") return refused(field?.at ?? at, "invalid argument to has() macro");
  return expanded(ast.select(at, field.operand, field.field, true));
};

interface Binding {
  readonly name: string;
  readonly value: Expr;
  readonly body: Expr;
}

/** Gives a value a name: a loop without turns. */
export function bind(at: number, { name, value, body }: Binding): Expr {
  return ast.fold(at, {
    range: ast.list(at, []),
    variables: ["#unused"],
    accumulator: name,
    initial: value,
    condition: ast.literal(at, false),
    step: ast.ident(at, name),
    result: body,
  });
}

function optionalMacro(macro: string, wrap: (at: number, value: Expr) => Expr): Macro {
  return ({ at, target, args: [variable, body] }) => {
    const found = nameIn(variable, `${macro}() variable name must be a simple identifier`);
    if ("refused" in found) return found.refused;
    const optional = target as Expr;
    const value = ast.memberCall(at, optional, "value");
    const mapped = wrap(at, bind(at, { name: found.name, value, body: body as Expr }));
    const none = ast.call(at, "optional.none");
    return expanded(ast.call(at, "_?_:_", ast.memberCall(at, optional, "hasValue"), mapped, none));
  };
}

const sortInput = "@__sortBy_input__";

const sortBy: Macro = ({ at, target, args }) => {
  const input = ast.ident(at, sortInput);
  const keys = loopMacro(1, mapping)(ast.memberCall(at, input, "map", ...args));
  if (!keys.ok) return refused(keys.at, "sortBy can only be applied to a list, map, comprehension, or function call");
  const body = ast.memberCall(at, input, "@sortByAssociatedKeys", keys.expr);
  return expanded(bind(at, { name: sortInput, value: target as Expr, body }));
};

/** `cel.bind(name, value, body)`. */
const celBind: Macro = (call) => {
  const [variable, value, body] = call.args;
  const found = nameIn(variable, "cel.bind() variable names must be simple identifiers");
  if ("refused" in found) return found.refused;
  return expanded(bind(call.at, { name: found.name, value: value as Expr, body: body as Expr }));
};

/** Expands only where the target is the name of a namespace: `cel.bind` is one, `x.bind` none. */
export function inNamespace(namespace: string, macro: Macro): Macro {
  return (call) => {
    const { target } = call;
    return target?.kind === "ident" && target.name === namespace ? macro(call) : expanded(call);
  };
}

/** The macros of the specification, and those for optionals. */
export const standardMacros: MacroSet = new Map<string, Macro>([
  [macroKey("has", 1, false), has],
  [macroKey("all", 2, true), loopMacro(1, all)],
  [macroKey("exists", 2, true), loopMacro(1, exists)],
  [macroKey("exists_one", 2, true), loopMacro(1, existsOne)],
  [macroKey("map", 2, true), loopMacro(1, mapping)],
  [macroKey("map", 3, true), loopMacro(1, mapping)],
  [macroKey("filter", 2, true), loopMacro(1, filtering)],
  [macroKey("optMap", 2, true), optionalMacro("optMap", (at, value) => ast.call(at, "optional.of", value))],
  [macroKey("optFlatMap", 2, true), optionalMacro("optFlatMap", (_, value) => value)],
]);

/** What Kubernetes has besides: loops with two variables, and sorting. */
export const kubernetesMacros: MacroSet = new Map<string, Macro>([
  [macroKey("all", 3, true), loopMacro(2, all)],
  [macroKey("exists", 3, true), loopMacro(2, exists)],
  [macroKey("exists_one", 3, true), loopMacro(2, existsOne)],
  [macroKey("existsOne", 3, true), loopMacro(2, existsOne)],
  [macroKey("transformList", 3, true), loopMacro(2, { ...mapping, problem: simpleName })],
  [macroKey("transformList", 4, true), loopMacro(2, { ...mapping, problem: simpleName })],
  [macroKey("transformMap", 3, true), loopMacro(2, mapTransform)],
  [macroKey("transformMap", 4, true), loopMacro(2, mapTransform)],
  [macroKey("transformMapEntry", 3, true), loopMacro(2, entryTransform)],
  [macroKey("transformMapEntry", 4, true), loopMacro(2, entryTransform)],
  [macroKey("sortBy", 2, true), sortBy],
]);

/** What only cel-go's extensions have. */
export const extensionMacros: MacroSet = new Map<string, Macro>([
  [macroKey("bind", 3, true), inNamespace("cel", celBind)],
  [macroKey("existsOne", 2, true), loopMacro(1, existsOne)],
]);
