import { compileCel, fromJson } from "@flux-ts/cel";
import * as fc from "fast-check";
import { describe, test } from "vitest";

const variables = { x: "dyn", list: "list(int)", text: "string" };
const bindings = { x: fromJson({ a: [1, { b: null }] }), list: fromJson([1, 2, 3]), text: "héllo😀" };

function answer(expr: string): unknown {
  const compiled = compileCel(expr, { variables, dialect: "full" });
  return compiled.ok ? compiled.program.evaluate(bindings, { costLimit: 10_000 }) : compiled.issues;
}

describe("whatever the text, there is an answer", () => {
  test("for any text", ({ expect }) => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(answer(text)).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });

  const pieces = [
    ..."( ) [ ] { } . , : ? ! - + * / % < > ' \"".split(" "),
    ..."&& || == != <= >= in true null x list text a 1 0 2u 1.5 'a' b'c' r'\\d' .? [? has( .map(e, .all(e, .exists(".split(
      " ",
    ),
    ...".filter(e, .size() .matches( size( int( string( duration( optional.of( .optMap(v, .sort() .format([ math.greatest(".split(
      " ",
    ),
    ...".join() .sum() quantity( ip( cidr( url( semver( timestamp( [?optional.none()] // \n 9223372036854775807 1e308".split(
      " ",
    ),
  ];

  test("for texts of tokens", ({ expect }) => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 25 }), (words) => {
        expect(answer(words.join(" "))).toBeDefined();
      }),
      { numRuns: 3000 },
    );
  });
});

const hostile: Record<string, { expr: string; issue: string }> = {
  "deep brackets": {
    expr: "(".repeat(5000) + "1" + ")".repeat(5000),
    issue: "expression recursion limit exceeded: 250",
  },
  "deep lists": { expr: "[".repeat(251) + "]".repeat(251), issue: "expression recursion limit exceeded: 250" },
  "long chains of fields": { expr: `x${".a".repeat(40_000)}`, issue: "max recursion depth exceeded" },
  "long sums": { expr: `1${"+1".repeat(40_000)}`, issue: "max recursion depth exceeded" },
  "long texts": {
    expr: " ".repeat(100_001),
    issue: "expression code point size exceeds limit: size: 100001, limit 100000",
  },
};

test.for(Object.entries(hostile))("%s are refused as cel-go refuses them", ([, { expr, issue }], { expect }) => {
  expect(answer(expr)).toEqual([{ location: undefined, message: issue }]);
});

test("long chains of && and || are fine", ({ expect }) => {
  expect(answer(`true${"&&true".repeat(10_000)}`)).toEqual({ ok: true, value: true, cost: 0 });
});

const nested = (depth: number, body: string): string =>
  depth === 0 ? body : `list.all(v${depth}, ${nested(depth - 1, body)})`;
/** Binds a value that is doubled so many times to `v0`. */
const doubled = (times: number, start: string, body: string): string =>
  times === 0
    ? `cel.bind(v0, ${start}, ${body})`
    : `cel.bind(v${times}, ${start}, ${doubled(times - 1, `v${times} + v${times}`, body)})`;
const mapped = (times: number, start: string): string =>
  times === 0 ? start : `${mapped(times - 1, start)}.optMap(v, v + v)`;

const expensive: Record<string, string> = {
  "loops in loops": nested(12, "true"),
  "texts that double": doubled(60, "text", "v0 == ''"),
  "going through lists that double": doubled(40, "list", "v0.all(e, e > 0)"),
  "adding up lists that double": doubled(40, "list", "v0.sum() > 0"),
  "comparing lists that double": doubled(40, "list", "v0 == v0 + [1]"),
  "sorting lists that double": doubled(40, "list", "v0.sort() == []"),
  "loops that cost nothing": doubled(40, "list", "v0.exists_one(e, false)"),
  "parts that macros use twice": `${mapped(60, "optional.of(1)")}.hasValue()`,
};

test.for(Object.entries(expensive))("%s are stopped", ([, expr], { expect }) => {
  expect(answer(expr)).toMatchObject({ ok: false, error: { code: "too-expensive" } });
});

test("patterns take time in proportion to the text", ({ expect }) => {
  const compiled = compileCel("text.matches('(a+)+$')", { variables });
  const text = `${"a".repeat(30_000)}b`;
  expect(compiled.ok && compiled.program.evaluate({ text })).toMatchObject({ ok: true, value: false });
});
