import { parseYaml, YamlError } from "@flux-ts/yaml";
import type { YamlOptions } from "@flux-ts/yaml";
import { test } from "vitest";

const bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
for (let level = 1; level < 9; level++) {
  const alias = `*a${level - 1}`;
  bomb.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => alias).join(", ")}]`);
}
const mergeBomb = ["m0: &m0 {k: 1}"];
for (let level = 1; level < 24; level++) mergeBomb.push(`m${level}: &m${level} {a: *m${level - 1}, b: *m${level - 1}}`);

const cases: Record<string, { text: string; options?: YamlOptions; want: string }> = {
  "aliases of aliases": { text: bomb.join("\n"), want: "excessive-aliasing" },
  "aliases of aliases in mappings": { text: mergeBomb.join("\n"), want: "excessive-aliasing" },
  "flow collections without end": { text: "[".repeat(1e6), want: "too-deep" },
  "flow mappings without end": { text: "{a: ".repeat(1e5), want: "too-deep" },
  "block sequences in each other": { text: "- ".repeat(1e5), want: "too-deep" },
  "a collection deeper than asked for": { text: "[[[1]]]", options: { limits: { maxDepth: 2 } }, want: "too-deep" },
  "a text longer than asked for": { text: "a: 1", options: { limits: { maxLength: 3 } }, want: "too-large" },
  "quotes without end": { text: `"${"\n".repeat(1e6)}`, want: "syntax" },
  "anchors in a row": { text: `k: ${"&a ".repeat(1e5)}`, want: "syntax" },
  "tags in a row": { text: `k: ${"!a ".repeat(1e5)}`, want: "syntax" },
  "brackets that close nothing": { text: "]".repeat(1e6), want: "syntax" },
  "keys in a row": { text: "a: ".repeat(1e5), want: "syntax" },
  "question marks in a row": { text: "? ".repeat(1e5), want: "too-deep" },
};

test.for(Object.entries(cases))("%s are refused quickly", ([, { text, options, want }], { expect }) => {
  expect(codeOf(text, options)).toBe(want);
});

test("the default depth is enough for a thousand collections, and they can be printed again", ({ expect }) => {
  expect(codeOf("[".repeat(1000) + "]".repeat(1000))).toBe("fine");
});

test("aliases that stay small are fine", ({ expect }) => {
  const uses = Array.from({ length: 500 }, () => "- *x").join("\n");
  expect(codeOf(`x: &x {a: 1, b: 2}\nuses:\n${uses}\n`)).toBe("fine");
});

function codeOf(text: string, options?: YamlOptions): string {
  try {
    parseYaml(text, options);
    return "fine";
  } catch (error) {
    return error instanceof YamlError ? error.code : String(error);
  }
}
