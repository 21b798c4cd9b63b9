import { readFileSync } from "node:fs";
import { EnvsubstError, substitute, substituteBytes } from "@flux-ts/envsubst";
import type { Lookup } from "@flux-ts/envsubst";
import { test } from "vitest";

interface RecordedCase {
  readonly text: string;
  readonly strict?: boolean;
  readonly output?: string;
  /** In place of `output` when it is no text. */
  readonly bytes?: readonly number[];
  /** Upstream's message, or `crash`. */
  readonly error?: string;
}

const recorded = JSON.parse(readFileSync(new URL("cases/recorded.json", import.meta.url), "utf8")) as {
  readonly variables: { readonly [name: string]: string };
  readonly cases: readonly RecordedCase[];
};

test("expressions give what fluxcd/pkg/envsubst v1.7.0 gives", ({ expect }) => {
  const lookup = lookupIn(recorded.variables);
  const ours = recorded.cases.map(({ text, strict = false }) => outcomeOf(text, lookup, strict));
  const theirs = recorded.cases.map(({ text, output, bytes, error }) => {
    if (error !== undefined) return { text, error };
    return { text, bytes: bytes ?? [...new TextEncoder().encode(output)] };
  });
  expect(ours).toEqual(theirs);
});

const variables = lookupIn({ app: "podinfo", word: "één", euro: "€", empty: "" });

const cases: Record<string, { text: string; want: string }> = {
  "a dollar without a brace is text": { text: "price 5$, $app, $(date)", want: "price 5$, $app, $(date)" },
  "two dollars are one and hide an expression": { text: "$${app} $$${app}", want: "${app} $podinfo" },
  "a missing variable is empty": { text: "[${missing}]", want: "[]" },
  "an empty value takes the default": { text: "${empty:=d} ${empty=d} ${empty:-d}", want: "d d d" },
  "a default may hold expressions": { text: "${missing:=pre-${app^^}}", want: "pre-PODINFO" },
  "values are not substituted again": { text: "${app/o/${missing:=$}}", want: "p$dinfo" },
  "a length counts bytes": { text: "${#word} ${#euro}", want: "5 3" },
  "a character cut in two joins again": { text: "${euro:0:1}${euro:1}", want: "€" },
  "names of object properties are just names": { text: "${constructor}${__proto__:=x}", want: "x" },
};
test.for(Object.entries(cases))("%s", ([, { text, want }], { expect }) => {
  expect(substitute(text, variables)).toBe(want);
});

const failures: Record<string, { text: string; want: Partial<EnvsubstError> }> = {
  "an open expression": { text: "${app", want: { code: "syntax", message: "missing closing brace", offset: 5 } },
  "a variable that is not set": {
    text: "x: ${nope}",
    want: { code: "not-set", message: 'variable not set (strict mode): "nope"', offset: 3 },
  },
  "a length below nothing": { text: "${app:2:-1}", want: { code: "out-of-range" } },
  "half a character": { text: "${euro:0:1}", want: { code: "not-text" } },
  "expressions without end": { text: "${app:=".repeat(1e5), want: { code: "too-deep" } },
};
test.for(Object.entries(failures))("%s is refused", ([, { text, want }], { expect }) => {
  expect(failureOf(() => substitute(text, variables, { strict: true }))).toMatchObject(want);
});

test("patterns take time in proportion to the value", { timeout: 5000 }, ({ expect }) => {
  const long = lookupIn({ long: "a".repeat(20_000) });
  expect(substitute("${long##*a*a*a*a*a*a*b}", long)).toHaveLength(20_000);
});

function lookupIn(values: { readonly [name: string]: string }): Lookup {
  return (name) => (Object.hasOwn(values, name) ? values[name] : undefined);
}

function outcomeOf(text: string, lookup: Lookup, strict: boolean): unknown {
  try {
    return { text, bytes: [...substituteBytes(text, lookup, { strict })] };
  } catch (error) {
    if (!(error instanceof EnvsubstError)) throw error;
    return { text, error: error.code === "out-of-range" ? "crash" : error.message };
  }
}

function failureOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
