import { func, FuncError, isNil, param, quote, TemplateError, typeOf, variadic } from "@flux-ts/go-template";
import type { FuncMap, List, Run, Value } from "@flux-ts/go-template";
import { isEmpty, toText } from "./cast.ts";

const { any, bool, string } = param;

/** Marks around a message that the author of a chart wrote, so that it can be told from the place it came through. */
const authored = (text: string) => `HELM_ERR_START${text}HELM_ERR_END`;

function required(text: string, value: Value): Value {
  if (isNil(value) || value === "") throw new FuncError(authored(text));
  return value;
}

/** How deep one template may include itself. */
const maxIncludes = 1000;

const includes = new WeakMap<Run, Map<string, number>>();

/** Runs a template of the set and gives its output. */
function include(name: string, data: Value, run: Run): string {
  const counts = countsOf(run.root);
  const count = counts.get(name) ?? 0;
  if (count > maxIncludes) {
    throw new FuncError(`rendering template has a nested reference name: ${name}: unable to execute template`);
  }
  counts.set(name, count + 1);
  const output = run.execute(name, data);
  counts.set(name, count);
  return output;
}

function countsOf(run: Run): Map<string, number> {
  const known = includes.get(run);
  if (known !== undefined) return known;
  const counts = new Map<string, number>();
  includes.set(run, counts);
  return counts;
}

/** Runs a text as a template. It sees all templates of the set; what it defines is seen by itself only. */
function tpl(text: string, data: Value, run: Run): string {
  const { name } = run.templates;
  // An empty text is an empty template, also within another text that is run.
  const templates = run.templates.clone({ without: name });
  try {
    templates.parse(name, text);
  } catch (error) {
    throw wrapped(`cannot parse template ${quote(text)}`, error);
  }
  try {
    return run.execute(name, data, templates).replaceAll("<no value>", "");
  } catch (error) {
    throw wrapped(`error during tpl function execution for ${quote(text)}`, error);
  }
}

function wrapped(text: string, error: unknown): unknown {
  if (!(error instanceof TemplateError) || error.code === "limit") return error;
  return new FuncError(`${text}: ${error.message}`, { cause: error });
}

function coalesce(values: List): Value {
  return values.find((value) => !isEmpty(value)) ?? null;
}

const choices: FuncMap = {
  default: variadic([any], any, (fallback, given) => (isEmpty(given[0]) ? fallback : given[0])),
  empty: func([any], isEmpty),
  coalesce: variadic([], any, coalesce),
  all: variadic([], any, (values) => !values.some(isEmpty)),
  any: variadic([], any, (values) => values.some((value) => !isEmpty(value))),
  ternary: func([any, any, bool], (yes, no, condition) => (condition ? yes : no)),
};

const types: FuncMap = {
  kindOf: func([any], kindOf),
  kindIs: func([string, any], (kind, value) => kindOf(value) === kind),
  typeOf: func([any], typeName),
  typeIs: func([string, any], (name, value) => typeName(value) === name),
  typeIsLike: func([string, any], (name, value) => [name, `*${name}`].includes(typeName(value))),
};

function kindOf(value: Value): string {
  return isNil(value) ? "invalid" : typeOf(value).kind;
}

function typeName(value: Value): string {
  return isNil(value) ? toText(value) : typeOf(value).name;
}

export const flowFunctions: FuncMap = {
  ...choices,
  ...types,
  fail: func([string], (text) => {
    throw new FuncError(authored(text));
  }),
  required: func([string, any], required),
  include: func([string, any], include),
  tpl: func([string, any], tpl),
  hello: func([], () => "Hello!"),
};
