import { func, param, TemplateError, TemplateSet } from "@flux-ts/go-template";
import { array, assert, constantFrom, property } from "fast-check";
import { test } from "vitest";

const limits = { maxSteps: 20_000, maxDepth: 200, maxOutput: 100_000 };

const outcomes = new Set(["ok", "parse", "exec", "limit"]);

function codeOf(template: string): string {
  try {
    const templates = new TemplateSet("set", { limits });
    templates.parse("t", template);
    templates.execute("t", { a: { b: [1, "x", null, { c: true }] }, n: 3 });
    return "ok";
  } catch (error) {
    if (error instanceof TemplateError) return error.code;
    throw error;
  }
}

const cases: Record<string, string> = {
  "a template that calls itself": '{{ define "r" }}{{ template "r" . }}{{ end }}{{ template "r" . }}',
  "a loop over a large number": "{{ range 1000000000 }}{{ end }}",
  "loops in loops": "{{ range 1000 }}{{ range 1000 }}{{ range 1000 }}{{ end }}{{ end }}{{ end }}",
  "endless output": '{{ range 10000 }}{{ "0123456789abcdef" }}{{ end }}',
  "a string that doubles": '{{ $s := "xxxxxxxx" }}{{ range 60 }}{{ $s = print $s $s }}{{ end }}',
};

test.for(Object.entries(cases))("%s ends at a limit", ([, template], { expect }) => {
  expect(codeOf(template)).toMatch(/^(limit|exec)$/);
});

test("an endless recursion ends without limits too", ({ expect }) => {
  const templates = new TemplateSet("set");
  templates.parse("t", '{{ template "t" . }}');
  expect(() => templates.execute("t", null)).toThrow(TemplateError);
});

test("what a function runs counts where it was called", ({ expect }) => {
  const include = func([param.string, param.any], (name, data, run) => run.execute(name, data));
  const templates = new TemplateSet("set", { limits, functions: { include } });
  templates.parse(
    "t",
    '{{ define "x" }}{{ range 1000 }}.{{ end }}{{ end }}{{ range 1000 }}{{ include "x" . }}{{ end }}',
  );
  expect(() => templates.execute("t", null)).toThrow(/exceeded maximum/);
});

const piece = constantFrom(
  ..."{{ }} {{- -}} . .a .a.b .n $x $x:= = := | ( ) , \" ` ' 1 -2 0x1f 1e3 1i nil true len index printf print eq and or".split(
    " ",
  ),
  ..."if range with else end define template block break continue not call slice html js %d %v %s é \\ /* */ # [".split(
    " ",
  ),
  " ",
  "\n",
  '"x"',
  '"%v"',
);

test("no text hangs or crashes the parser and what it compiles", () => {
  const text = array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
  assert(
    property(text, (template) => outcomes.has(codeOf(template))),
    {
      numRuns: 3000,
    },
  );
});

test("no expression hangs or crashes", () => {
  const word = constantFrom(
    ...'len index slice printf print eq lt and or not call html . .a .a.b .n $ 1 2.5 nil true "x" "%d%[2]v%*d" \'c\' ( ) |'.split(
      " ",
    ),
  );
  const expression = array(word, { minLength: 1, maxLength: 8 }).map((words) => `{{ ${words.join(" ")} }}`);
  assert(
    property(expression, (template) => outcomes.has(codeOf(template))),
    {
      numRuns: 5000,
    },
  );
});

test("parentheses and blocks deeper than any author writes are refused", ({ expect }) => {
  expect(codeOf(`{{ ${"(".repeat(5000)}1${")".repeat(5000)} }}`)).toBe("parse");
  expect(codeOf("{{ if 1 }}".repeat(5000))).toBe("parse");
  expect(codeOf(`{{ if 1 }}${"{{ else if 1 }}".repeat(5000)}{{ end }}`)).toBe("parse");
});
