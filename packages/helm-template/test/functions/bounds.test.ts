import { TemplateError, TemplateSet } from "@flux-ts/go-template";
import { helmFunctions } from "@flux-ts/helm-template";
import { nodePorts } from "@flux-ts/helm-template/node";
import { array, assert, constantFrom, property } from "fast-check";
import { test } from "vitest";

const functions = helmFunctions(nodePorts());
const limits = { maxSteps: 200_000, maxDepth: 100, maxOutput: 1_000_000 };
const data = { s: "héllo", n: 3, big: 9_007_199_254_740_993n, l: [3, "a", null, { b: 1 }], m: { a: { b: "x" } } };

function codeOf(template: string): string {
  try {
    const templates = new TemplateSet("gotpl", { functions, missingKey: "zero", limits });
    templates.parse("t", template);
    templates.execute("t", structuredClone(data));
    return "ok";
  } catch (error) {
    if (error instanceof TemplateError) return error.code;
    throw error;
  }
}

const attacks: Record<string, string> = {
  "a count": "{{ until 9007199254740993 | len }}",
  "a sequence": "{{ seq 9007199254740993 | len }}",
  "a text that is repeated": '{{ repeat 9007199254740993 "x" | len }}',
  "a text that is indented": '{{ "a\\nb" | nindent 99999999 | len }}',
  "a text that grows where it is replaced":
    '{{ $s := "x" }}{{ range 60 }}{{ $s = replace "x" "xxxxxxxx" $s }}{{ end }}',
  "a list that doubles": "{{ $l := list 1 }}{{ range 60 }}{{ $l = concat $l $l }}{{ end }}",
  "a list without what comes twice": "{{ until 10000 | uniq | len }}",
  "a list without another one":
    "{{ $l := until 10000 | toStrings }}{{ range 1000 }}{{ $x := without $l 1 2 3 }}{{ end }}",
  "wide numbers in a loop": '{{ range 100000 }}{{ $x := printf "%10000d" 1 }}{{ end }}',
  "a long text in a loop": '{{ $s := repeat 100000 "x" }}{{ range 100000 }}{{ $x := contains "y" $s }}{{ end }}',
  "an expression on a long text": '{{ regexMatch "(x+x+)+y" (repeat 500000 "x") }}',
  "a password in a loop": '{{ range 100000 }}{{ $x := htpasswd "u" "p" }}{{ end }}',
  "keys in a loop": '{{ range 100000 }}{{ $x := genPrivateKey "rsa" }}{{ end }}',
  "a text that runs itself":
    '{{ tpl .t (dict "t" "{{ tpl .t . }}") }}{{ define "a" }}{{ tpl .t . }}{{ end }}{{ include "a" (dict "t" "{{ tpl .t . }}") }}',
  "a map in itself": '{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ deepCopy $d }}',
  "a map in itself that is merged": '{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ merge (dict "a" $d) $d }}',
};

test.for(Object.entries(attacks))("%s is stopped", ([, template], { expect }) => {
  expect(codeOf(template)).toMatch(/^(limit|exec)$/);
});

const names = Object.keys(functions).filter((name) => !/^gen|^bcrypt|^htpasswd|^derive/.test(name));
const word = constantFrom(
  ...names,
  ...'. .s .n .big .l .m .m.a $ nil true "" "a" "é" "%s" "[a-z]+" "(" "1.2.3" "2006-01-02" 0 1 -1 3.5 1e9 9223372036854775807'.split(
    " ",
  ),
  ..."(list 1 2) (dict) | ( )".split(" "),
);
const outcomes = new Set(["ok", "parse", "exec", "limit"]);

test("no expression hangs or crashes, whatever functions get", () => {
  const call = array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(" "));
  const expression = array(call, { minLength: 1, maxLength: 3 }).map((calls) => `{{ ${calls.join(" | ")} }}`);
  assert(
    property(constantFrom(...names), expression, array(word, { maxLength: 4 }), (name, rest, args) =>
      [rest, `{{ ${name} ${args.join(" ")} }}`].every((template) => outcomes.has(codeOf(template))),
    ),
    { numRuns: 3000 },
  );
});
