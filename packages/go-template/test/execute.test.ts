import { func, int, JsonNumber, param, TemplateError, TemplateSet } from "@flux-ts/go-template";
import type { MissingKey, Value } from "@flux-ts/go-template";
import { test } from "vitest";

const functions = {
  upper: func([param.string], (text) => text.toUpperCase()),
  repeat: func([param.int, param.string], (count, text) => text.repeat(count)),
};

interface Case {
  readonly template: string;
  readonly data?: Value;
  readonly missingKey?: MissingKey;
  readonly want: string;
}

function execute({ template, data, missingKey = "default" }: Omit<Case, "want">): string {
  const templates = new TemplateSet("set", { functions, missingKey });
  templates.parse("t", template);
  return templates.execute("t", data);
}

function messageOf(input: Omit<Case, "want">): string | undefined {
  try {
    execute(input);
    return undefined;
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
}

const outputs: Record<string, Case> = {
  "trim markers take the space beside an action": { template: "a \n {{- 1 -}} \n b", want: "a1b" },
  "comments leave nothing": { template: "a{{/* x */}}b {{- /* y */ -}} c", want: "abc" },
  "floats are printed as Go prints them": { template: "{{ . }}", data: 1e6, want: "1e+06" },
  "integers of all kinds are printed in digits": {
    template: "{{ .a }} {{ .b }}",
    data: { a: 7n, b: int(8) },
    want: "7 8",
  },
  "maps are printed and visited in the order of their keys": {
    template: "{{ . }}{{ range $k, $v := . }} {{ $k }}{{ $v }}{{ end }}",
    data: { b: 2, a: [1, null, "x"] },
    want: "map[a:[1 <nil> x] b:2] a[1 <nil> x] b2",
  },
  "a range over an integer counts from zero": { template: "{{ range 3 }}{{ . }}{{ end }}", want: "012" },
  "break and continue belong to the innermost range": {
    template:
      "{{ range . }}{{ range . }}{{ if eq . 2.0 }}{{ continue }}{{ end }}{{ if eq . 4.0 }}{{ break }}{{ end }}{{ . }}{{ end }};{{ end }}",
    data: [[1, 2, 3, 4, 5], [6]],
    want: "13;6;",
  },
  "else belongs to an empty range": { template: "{{ range . }}x{{ else }}none{{ end }}", data: [], want: "none" },
  "with and else with choose the first that is true": {
    template: "{{ with .a }}{{ . }}{{ else with .b }}{{ . }}!{{ end }}",
    data: { a: "", b: "b" },
    want: "b!",
  },
  "an inner declaration hides the outer one, an assignment changes it": {
    template: "{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x }}{{ end }}{{ if true }}{{ $x = 3 }}{{ end }}{{ $x }}",
    want: "23",
  },
  "a block is a template with a default": {
    template: '{{ block "b" .a }}[{{ . }}]{{ end }}',
    data: { a: 1 },
    want: "[1]",
  },
  "the dollar is the data of the template": {
    template: "{{ with .a }}{{ $.b }}{{ end }}",
    data: { a: 1, b: 2 },
    want: "2",
  },
  "a pipe brings the last argument": { template: '{{ "ab" | repeat 2 | upper }}', want: "ABAB" },
  "and stops at the first false value": { template: "{{ and .a .a.b.c }}", data: { a: 0 }, want: "0" },
  "a nil in parentheses is no value, whose fields are none": {
    template: "{{ ((.a).b).c }}",
    data: {},
    want: "<no value>",
  },
  "a key that only the prototype has is missing": { template: "{{ .constructor }}", data: {}, want: "<no value>" },
  "a key __proto__ is a key": {
    template: "{{ .__proto__ }}",
    data: JSON.parse('{"__proto__": 1}') as Value,
    want: "1",
  },
  "a JSON number is a string": {
    template: '{{ printf "%s %d" . . }}',
    data: new JsonNumber("3"),
    want: "3 %!d(json.Number=3)",
  },
  "lengths are those of UTF-8": { template: '{{ len "é☃" }}{{ slice "é☃" 2 5 }}', want: "5☃" },
};

test.for(Object.entries(outputs))("%s", ([, { want, ...input }], { expect }) => {
  expect(execute(input)).toBe(want);
});

const failures: Record<string, Case> = {
  "a field of nil": {
    template: "\n {{ .a.b }}",
    data: { a: null },
    want: 't:2:6: executing "t" at <.a.b>: nil pointer evaluating interface {}.b',
  },
  "a field of text": {
    template: "{{ .a.b }}",
    data: { a: "x" },
    want: 't:1:5: executing "t" at <.a.b>: can\'t evaluate field b in type interface {}',
  },
  "a missing key under missingkey=error": {
    template: "{{ .b }}",
    data: {},
    missingKey: "error",
    want: 't:1:3: executing "t" at <.b>: map has no entry for key "b"',
  },
  "columns count bytes": {
    template: "é{{ .a.b.c }}",
    data: { a: {} },
    missingKey: "zero",
    want: 't:1:7: executing "t" at <.a.b.c>: nil pointer evaluating interface {}.c',
  },
  "too many arguments": {
    template: '{{ upper "a" "b" }}',
    want: 't:1:3: executing "t" at <upper>: wrong number of args for upper: want 1 got 2',
  },
  "an argument of another type": {
    template: "{{ upper . }}",
    data: 1,
    want: 't:1:9: executing "t" at <.>: wrong type for value; expected string; got float64',
  },
  "a literal of another type": {
    template: '{{ repeat "3" "x" }}',
    want: 't:1:10: executing "t" at <"3">: expected integer; found "3"',
  },
  "values that do not compare": {
    template: "{{ eq . 1 }}",
    data: 1,
    want: 't:1:3: executing "t" at <eq . 1>: error calling eq: incompatible types for comparison: float64 and int',
  },
  "an unknown template": {
    template: '{{ template "x" }}',
    want: 't:1:12: executing "t" at <{{template "x"}}>: template "x" not defined',
  },
  "an unknown function": { template: "{{ nope }}", want: 't:1: function "nope" not defined' },
  "an action that never ends": { template: "{{ if\n\n", want: "t:3: unclosed action started at t:1" },
  "a block that never ends": { template: "{{ if 1 }}", want: "t:1: unexpected EOF" },
};

test.for(Object.entries(failures))("%s fails as in Go", ([, { want, ...input }], { expect }) => {
  expect(messageOf(input)).toBe(`template: ${want}`);
});
