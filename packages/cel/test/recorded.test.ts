import { readFileSync } from "node:fs";
import { parseJson } from "@flux-ts/base";
import type { JsonValue } from "@flux-ts/base";
import {
  compileCel,
  Duration,
  formatIssues,
  formatType,
  fromJson,
  ListValue,
  OptionalValue,
  Timestamp,
  TypeValue,
  Uint,
} from "@flux-ts/cel";
import type { Program, Value } from "@flux-ts/cel";
import { describe, test } from "vitest";

/** What the API server's CEL environment answered; a field that is absent was not recorded. */
interface Recorded {
  readonly expr: string;
  readonly issues?: string;
  readonly type?: string;
  readonly value?: string;
  readonly error?: string;
  readonly cost?: number;
  /** The least and the most it may cost; we estimate the most only. */
  readonly estimate?: readonly [least: number | bigint, most: number | bigint];
}

interface Group {
  readonly variables: { readonly [name: string]: string };
  readonly bindings: { readonly [name: string]: JsonValue };
  readonly cases: readonly Recorded[];
}

const { groups } = parseJson(readFileSync(new URL("cases/expressions.json", import.meta.url), "utf8")) as unknown as {
  readonly groups: readonly Group[];
};

/** Where we differ. A case that passes must leave the list. */
const differences: Record<string, readonly string[]> = {
  "after an error in the syntax, cel-go's parser may find another one further on": ["in", "- *"],
  "keys that are lists or maps have no Go type to be named by": ["dyn({'a':1})[dyn([1])]", "x[x]"],
  "cel-go knows that text cannot be negated only when it is not a constant": ["-dyn('a')"],
  "leading zeros are put where spaces were": ["semver(' 1.2.3', true)"],
  "a call that fits no function costs 1, whatever it was called with": [
    "x.isSorted()",
    "x.max()",
    "x.slice(1,2)",
    "sets.contains(x, x)",
    "[dyn('a'), dyn('b')].map(x, x).sum()",
    "[dyn(1),dyn('a')].map(x,x).sort()",
  ],
  "a list that is made ends with its first error": ["l3.map(e, e / 0)"],
};

const known: ReadonlySet<string> = new Set(Object.values(differences).flat());

describe.for(groups.map((group, index) => [index, group] as const))("group %i", ([, group]) => {
  test.for(group.cases.map((recorded) => [recorded.expr, recorded] as const))("%s", ([expr, recorded], { expect }) => {
    const answer = answerOf(expr, group, recorded);
    if (known.has(expr)) expect(answer).not.toEqual(recorded);
    else expect(answer).toEqual(recorded);
  });
});

/** Our answer, as far as there is a recorded one. */
function answerOf(expr: string, { variables, bindings }: Group, recorded: Recorded): Recorded {
  const compiled = compileCel(expr, { variables });
  if (!compiled.ok && compiled.reason === "text") return { expr, issues: formatIssues(expr, compiled.issues) };
  // The API server knows the type of such an expression, too, but nobody is told.
  if (!compiled.ok) return { ...recorded, error: compiled.issues[0]?.message ?? "" };
  const { program } = compiled;
  const values = Object.entries(bindings).map(([name, value]) => [name, fromJson(value)] as const);
  const result = program.evaluate(new Map(values), { costLimit: 10_000_000 });
  const shown = result.ok && recorded.value !== undefined ? show(result.value) : undefined;
  return {
    expr,
    type: formatType(program.type),
    ...(result.ok ? undefined : { error: result.error.message }),
    ...(shown === undefined ? undefined : { value: shown }),
    ...(recorded.cost === undefined ? undefined : { cost: result.cost }),
    ...(recorded.estimate === undefined ? undefined : { estimate: [recorded.estimate[0], mostOf(program)] }),
  };
}

function mostOf(program: Program): number | bigint {
  const most = program.estimate();
  return most > Number.MAX_SAFE_INTEGER ? most : Number(most);
}

/** Values as the recorder printed them. */
function show(value: Value): string {
  if (typeof value === "bigint") return `int(${value})`;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "boolean") return `bool(${value})`;
  if (typeof value === "number") return `double(${goNumber(value)})`;
  if (value instanceof Uint) return `uint(${value.value})`;
  if (value instanceof ListValue) return `[${[...value].map(show).join(", ")}]`;
  if (value instanceof OptionalValue) {
    return value.value === undefined ? "optional.none()" : `optional.of(${show(value.value)})`;
  }
  if (value instanceof TypeValue) return `type(${value.name})`;
  if (value instanceof Uint8Array) return `bytes([${value.join(" ")}])`;
  if (value instanceof Timestamp) return `google.protobuf.Timestamp(${textOf(value)})`;
  if (value instanceof Duration) return `google.protobuf.Duration(${textOf(value)})`;
  return value === null ? "null" : textOf(value);
}

function goNumber(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return Math.abs(value) >= 1e20 ? value.toExponential() : String(value).replace(/e([+-])(\d)$/, "e$10$2");
}

function textOf(value: Value): string {
  const compiled = compileCel("string(value)", { variables: { value: "dyn" } });
  const result = compiled.ok ? compiled.program.evaluate({ value }) : undefined;
  return result?.ok === true ? (result.value as string) : "";
}
