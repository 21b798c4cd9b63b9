import { equalJson } from "@flux-ts/base";
import type { JsonValue } from "@flux-ts/base";
import { emitYaml, parseYaml } from "@flux-ts/yaml";
import type { YamlEmitOptions } from "@flux-ts/yaml";
import * as fc from "fast-check";
import { test } from "vitest";

/** Texts made of what YAML gives a meaning to. */
const trickyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "yes",
        "no",
        "null",
        "~",
        "1",
        "0x1",
        "1e3",
        "2001-01-01",
        "12:30",
        ".5",
        ".inf",
        "<<",
        "=",
        "word",
        "é",
        "😀",
      ),
      fc.constantFrom(
        " ",
        "  ",
        "\n",
        "\n\n",
        "\t",
        "\r",
        ": ",
        " #",
        "- ",
        "? ",
        "---",
        "...",
        "'",
        '"',
        "\\",
        "\x85",
        "\u2028",
      ),
      fc.constantFrom("{", "}", "[", "]", ",", "&", "*", "!", "|", ">", "%", "@", "`", "\0", "\x7f", "\xa0", "\ufeff"),
      fc.string({ unit: "grapheme", maxLength: 30 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    trickyText,
    fc.constantFrom(null, true, false),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
    fc.maxSafeInteger(),
    fc.bigInt({ min: 2n ** 60n, max: 2n ** 64n - 1n }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(trickyText, tie("value"), { maxKeys: 4 }),
  ),
}));

const profiles: readonly YamlEmitOptions[] = [
  { profile: "sigs" },
  { profile: "sigs", sortKeys: false },
  { profile: "kustomize" },
];

test.for(profiles)("what is printed with %o reads as the same value in both profiles", (options, { expect }) => {
  const readsBack = fc.property(value, (value) => {
    const text = emitYaml(value, options);
    return equalJson(parseYaml(text), value) && equalJson(parseYaml(text, { profile: "kyaml", strict: true }), value);
  });
  expect(fc.check(readsBack, { numRuns: 2000 })).toMatchObject({ failed: false, counterexample: null });
});
