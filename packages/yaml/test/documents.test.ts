import { parseYaml, parseYamlDocument, parseYamlDocuments, YamlError } from "@flux-ts/yaml";
import type { YamlErrorCode, YamlOptions } from "@flux-ts/yaml";
import { describe, test } from "vitest";

describe("documents", () => {
  const cases: Record<string, { text: string; options?: YamlOptions; want: unknown }> = {
    "are cut at their separators": { text: "a: 1\n---\nb: 2\n", want: [{ a: 1 }, { b: 2 }] },
    "without content are left out": { text: "---\n# only this\n---\nnull\n---\na: 1\n---\n", want: [{ a: 1 }] },
    "may follow a commented separator": { text: "a: 1\n--- # next\nb: 2\n", want: [{ a: 1 }, { b: 2 }] },
    "end at an end marker, and nothing is read behind it": {
      text: "a: 1\n...\nb: 2\n---\nc: 3\n",
      want: [{ a: 1 }, { c: 3 }],
    },
    "keep separators inside of block scalars apart": { text: "a: |\n  x\n  --- y\n", want: [{ a: "x\n--- y\n" }] },
    "may begin with a byte order mark": { text: "\ufeffa: 1\n", want: [{ a: 1 }] },
    "may have Windows line ends": { text: "a: 1\r\n---\r\nb: |\r\n  x\r\n", want: [{ a: 1 }, { b: "x\n" }] },
    "of kustomize may begin on the line of the first separator": {
      text: "--- {a: 1}\n",
      options: { profile: "kyaml" },
      want: [{ a: 1 }],
    },
    "may have keys that are properties of every object": {
      text: "__proto__: {x: 1}\nconstructor: 2\n",
      want: [JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}')],
    },
  };
  test.for(Object.entries(cases))("%s", ([, { text, options, want }], { expect }) => {
    expect(parseYamlDocuments(text, options).map(({ value }) => value)).toEqual(want);
  });

  test("name the line that their content starts on", ({ expect }) => {
    const documents = parseYamlDocuments("# head\n\na: 1\n---\n\n# more\nb: 2\n");
    expect(documents.map(({ line }) => line)).toEqual([3, 7]);
  });

  test("the first document is what parseYaml reads", ({ expect }) => {
    expect(parseYaml("a: 1\n---\nb: [\n")).toEqual({ a: 1 });
    expect(parseYaml("# nothing\n")).toBeNull();
  });
});

describe("positions", () => {
  const text = [
    "a: 1",
    "---",
    "base: &base {image: x, ports: [80, 443]}",
    "list:",
    "- name: one",
    "- name: two",
    "merged:",
    "  <<: *base",
    "  image: y",
    "alias: *base",
    "twice: 1",
    "twice: 2",
    "014: octal",
    "",
  ].join("\n");
  const cases: Record<string, { path: (string | number)[]; want: string | undefined }> = {
    "the document itself": { path: [], want: "3:1" },
    "a value in a list": { path: ["list", 1, "name"], want: "6:9" },
    "a value in a flow collection": { path: ["base", "ports", 1], want: "3:36" },
    "a value that an alias stands for": { path: ["alias", "image"], want: "3:21" },
    "a merged value": { path: ["merged", "ports", 0], want: "3:32" },
    "a value over a merged one": { path: ["merged", "image"], want: "9:10" },
    "the last value of a key that is there twice": { path: ["twice"], want: "12:8" },
    "a key as it is in JSON": { path: ["12"], want: "13:6" },
    "no such key": { path: ["list", 2], want: undefined },
    "nothing inside of a scalar": { path: ["twice", "x"], want: undefined },
  };
  test.for(Object.entries(cases))("%s", ([, { path, want }], { expect }) => {
    const [, second] = parseYamlDocuments(text, { file: "f.yaml" });
    const position = second?.positionOf(path);
    expect(position && `${position.file} ${position.line}:${position.column}`).toEqual(want && `f.yaml ${want}`);
  });
});

describe("errors", () => {
  const cases: Record<string, { text: string; options?: YamlOptions; want: readonly [YamlErrorCode, string, string] }> =
    {
      "name the line in the document, and the place in the file": {
        text: "a: 1\n---\nb: 2\nc: d: e\n",
        want: ["syntax", "yaml: line 2: mapping values are not allowed in this context", "f.yaml:4:5"],
      },
      "of separators with content": {
        text: "a: 1\n--- b: 2\n",
        want: ["syntax", "invalid Yaml document separator: b: 2", "f.yaml:2:1"],
      },
      "of separators with content in kustomize": {
        text: "a: 1\n--- b: 2\n",
        options: { profile: "kyaml" },
        want: ["syntax", "invalid document separator: --- b: 2", "f.yaml:2:1"],
      },
      "of unknown anchors": {
        text: "a: *b\n",
        want: ["unknown-anchor", "yaml: unknown anchor 'b' referenced", "f.yaml:1:4"],
      },
      "of anchors inside of themselves": {
        text: "a: &a [*a]\n",
        want: ["unsupported", "yaml: anchor 'a' value contains itself", "f.yaml:1:8"],
      },
      "of keys that are there twice": {
        text: "a: 1\nb: {c: 1, c: 2}\na: 2\n",
        options: { strict: true },
        want: [
          "duplicate-key",
          'yaml: unmarshal errors:\n  line 2: key "c" already set in map\n  line 3: key "a" already set in map',
          "f.yaml:2:11",
        ],
      },
      "of numbers that JSON does not have": {
        text: "a:\n- .inf\n",
        want: ["unsupported", "json: unsupported value: +Inf", "f.yaml:2:3"],
      },
      "of control characters": {
        text: "a: \x01\n",
        want: ["syntax", "yaml: control characters are not allowed", "f.yaml:1:4"],
      },
    };
  test.for(Object.entries(cases))("%s", ([, { text, options, want }], { expect }) => {
    expect(failureOf(text, { file: "f.yaml", ...options })).toEqual(want);
  });
});

function failureOf(text: string, options: YamlOptions): unknown {
  try {
    return parseYamlDocuments(text, options);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const { file, line, column } = error.position;
    return [error.code, error.message, `${file}:${line}:${column}`];
  }
}

test("the first document alone, with positions; what stands behind it is not read", ({ expect }) => {
  const document = parseYamlDocument("%YAML 1.1\n---\na:\n  b: 1\n--- x\n[", { file: "k.yaml" });
  expect(document?.value).toEqual({ a: { b: 1 } });
  expect(document?.positionOf(["a", "b"])).toEqual({ file: "k.yaml", line: 4, column: 6 });
  expect(parseYamlDocument("# nothing\n")).toBeUndefined();
});
