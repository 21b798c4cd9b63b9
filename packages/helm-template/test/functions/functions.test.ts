import { TemplateError, TemplateSet } from "@flux-ts/go-template";
import type { Value } from "@flux-ts/go-template";
import { helmFunctions, rewordError } from "@flux-ts/helm-template";
import { nodePorts } from "@flux-ts/helm-template/node";
import { test } from "vitest";

const functions = helmFunctions(nodePorts({ now: () => Date.UTC(2021, 2, 4, 5, 6, 7) }));

function render(template: string, data: Value = null): string {
  const templates = new TemplateSet("gotpl", { functions, missingKey: "zero" });
  templates.parse(
    "_helpers.tpl",
    '{{ define "name" }}{{ .name | default "none" }}{{ end }}{{ define "loop" }}{{ include "loop" . }}{{ end }}',
  );
  templates.parse("t.yaml", template);
  return templates.execute("t.yaml", data);
}

function failureOf(template: string, data: Value = null): string {
  try {
    return render(template, data);
  } catch (error) {
    if (error instanceof TemplateError) return rewordError(error);
    throw error;
  }
}

const outputs: Record<string, readonly [template: string, want: string]> = {
  "indent starts every line": ['{{ "a\\nb" | nindent 2 }}', "\n  a\n  b"],
  "trunc counts from either end": ['{{ trunc 3 "hello" }}|{{ trunc -3 "hello" }}', "hel|llo"],
  "default replaces what is empty": ['{{ default "d" "" }}|{{ 0 | default 5 }}|{{ default "d" false }}', "d|5|d"],
  "names change their case": [
    '{{ camelcase "http_server" }}|{{ snakecase "HTTP20xOK" }}|{{ kebabcase "FirstName" }}',
    "HttpServer|http_20x_ok|first-name",
  ],
  "digits end a word or begin one": [
    '{{ snakecase "Bld4Floor3rd" }}|{{ snakecase "HTTP2xx" }}|{{ kebabcase "a.B c" }}|{{ snakecase "日本テキスト" }}',
    "bld4_floor_3rd|http_2xx|a.b-c|日本_テキスト",
  ],
  "white space of every kind stands between words": [
    '{{ camelcase "a\\tb" }}|{{ snakecase "a\\u00a0b" }}|{{ camelcase "--" }}',
    "AB|a_b|---",
  ],
  "case is swapped character by character": ['{{ swapcase "Straße ǆa" }}', "sTRAßE ǅA"],
  "what is left of no items is a nil list": [
    '{{ toJson (rest (list)) }} {{ toYaml (dict "a" (initial (list))) }} {{ eq (rest (list)) nil }} {{ rest (list) }}',
    "null a: null true []",
  ],
  "no match, and no list to join, is a nil list": [
    '{{ toJson (regexFindAll "x" "y" -1) }} {{ toJson (concat (list)) }} {{ toJson (compact (list)) }}',
    "null null []",
  ],
  "null in JSON is a nil map": ['{{ toJson (fromJson "null") }} {{ toJson (fromYaml "null") }}', "null {}"],
  "what is no table is TOML alone": [
    '{{ toToml (list 1 "a") }}|{{ toToml 1.0 }}|{{ toToml (list (dict "a" 1)) }}',
    '[1, "a"]|1.0|toml: top-level values must be Go maps or structs',
  ],
  "nospace takes bytes for characters": ['{{ nospace "a é" }}', "aÃ©"],
  "merging into nothing makes a map": ["{{ merge nil (dict) | toJson }}", "{}"],
  "keys that are none end TOML": [
    '{{ (fromToml "^ = 1").Error }}|{{ (fromToml "= 1").Error }}',
    "toml: line 1: expected '.' or '=', but got '^' instead|toml: line 1: unexpected '=': key name appears blank",
  ],
  "seq counts to its end whatever the step": ["[{{ seq 3 -5 3 }}][{{ seq 5 -2 1 }}]", "[][5 3 1]"],
  "bytes that are no UTF-8 are replaced in YAML": ['{{ toYaml "\\x80" }}', "\ufffd"],
  "nothing is decrypted to nothing": ['[{{ decryptAES "k" "" }}]', "[]"],
  "lists are never changed": [
    "{{ $l := list 1 2 }}{{ append $l 3 }}{{ $l }}{{ rest $l }}{{ chunk 1 $l }}",
    "[1 2 3][1 2][2][[1] [2]]",
  ],
  "set changes the map it is given": ['{{ $d := dict "a" 1 }}{{ $_ := set $d "b" 2 }}{{ $d }}', "map[a:1 b:2]"],
  "merge fills, mergeOverwrite replaces": [
    '{{ merge (dict "a" 0 "m" (dict "x" 1)) (dict "a" 2 "m" (dict "x" 9 "y" 3)) }}|{{ mergeOverwrite (dict "a" 1) (dict "a" 0) }}',
    "map[a:2 m:map[x:1 y:3]]|map[a:0]",
  ],
  "dig goes down to a default": [
    '{{ dig "a" "b" "none" (dict "a" (dict "b" 1)) }}|{{ dig "a" "none" (dict) }}',
    "1|none",
  ],
  "decimals do not drift": [
    "{{ addf 0.1 0.2 }}|{{ divf 1 3 }}|{{ round 123.5555 3 }}",
    "0.3|0.3333333333333333|123.556",
  ],
  "integers wrap around as in Go": [
    "{{ add 9223372036854775807 1 }}|{{ until 3 }}|{{ seq 1 2 5 }}",
    "-9223372036854775808|[0 1 2]|1 3 5",
  ],
  "expressions are RE2, replacements Go's": [
    '{{ regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W" }}|{{ regexSplit "b*" "abc" -1 }}',
    "-W-xxW-|[a c]",
  ],
  "dates have Go's layouts": [
    '{{ now | date "Mon Jan _2 15:04:05.000 2006" }}|{{ dateInZone "15:04 -0700" (now) "America/New_York" }}|{{ (now).Year }}',
    "Thu Mar  4 05:06:07.000 2021|00:06 -0500|2021",
  ],
  "dates move": ['{{ toDate "2006-01-02" "2021-02-28" | dateModify "24h" | htmlDate }}', "2021-03-01"],
  "versions compare as Masterminds does": [
    '{{ semverCompare "^1.2" "1.3.0" }}|{{ (semver "v1.2").Minor }}|{{ (semver "1.2.3").IncMinor }}',
    "true|2|1.3.0",
  ],
  "kinds are those of Go": [
    '{{ kindOf 1 }} {{ kindOf 1.5 }} {{ typeOf (list) }} {{ typeOf (splitList "," "a") }} {{ kindOf nil }}',
    "int float64 []interface {} []string invalid",
  ],
  "JSON is printed as Go prints it": [
    '{{ dict "b" 1e21 "a" "<&>" | toJson }}|{{ toRawJson "<" }}',
    '{"a":"\\u003c\\u0026\\u003e","b":1e+21}|"<"',
  ],
  "YAML is printed as sigs prints it": [
    '{{ dict "n" 1000000.0 "l" (list 1 (dict "y" "no")) | toYaml }}',
    'l:\n- 1\n- "y": "no"\n"n": 1000000',
  ],
  "YAML is read with floats": [
    '{{ (fromYaml "a: 1000000").a }}|{{ (fromYaml "a: [").Error }}',
    "1e+06|error converting YAML to JSON: yaml: line 1: did not find expected node content",
  ],
  "TOML goes both ways": ['{{ fromToml "a = 1\\n[t]\\nb = [1, 2]\\n" | toToml }}', "a = 1\n\n[t]\n  b = [1, 2]\n"],
  "URLs are taken apart and put together": [
    '{{ (urlParse "http://u:p@h:80/p?q#f").hostname }}|{{ urlJoin (urlParse "http://u:p@h:80/p?q#f") }}',
    "h|http://u:p@h:80/p?q#f",
  ],
  "bytes survive": ['{{ "/+8=" | b64dec | b64enc }}|{{ "/+8=" | b64dec | len }}', "/+8=|2"],
  "checksums are hexadecimal": ['{{ sha256sum "" | trunc 8 }}|{{ adler32sum "hello" }}', "e3b0c442|103547413"],
  "what is encrypted can be decrypted": ['{{ encryptAES "k" "secret" | decryptAES "k" }}', "secret"],
  "include gives the output of a template": [
    '{{ include "name" (dict "name" "x") | upper }}{{ include "name" (dict) }}',
    "Xnone",
  ],
  "tpl runs a text": ['{{ tpl "{{ include \\"name\\" . }}{{ .missing }}" (dict "name" "x") }}', "x"],
  "nothing is looked up without a cluster": ['{{ lookup "v1" "Pod" "ns" "x" }}', "map[]"],
};

test.for(Object.entries(outputs))("%s", ([, [template, want]], { expect }) => {
  expect(render(template)).toBe(want);
});

const failures: Record<string, readonly [template: string, want: string]> = {
  "fail shows its message": ['{{ fail "no" }}', "execution error at (t.yaml:1:3): no"],
  "required shows its message through tpl": [
    '{{ tpl "{{ required \\"x\\" .b }}" . }}',
    "execution error at (t.yaml:1:3): x",
  ],
  "the way through templates is a list": [
    '{{ include "name" .a.b.c }}',
    't.yaml:1:20\n  executing "t.yaml" at <.a.b.c>:\n    nil pointer evaluating interface {}.c',
  ],
  "errors may span lines": [
    '{{ range "a\\nb" }}{{ end }}',
    't.yaml:1:9\n  executing "t.yaml" at <"a\\nb">:\n    range can\'t iterate over a\nb',
  ],
  "errors may show colons": [
    '{{ range "a: b" }}{{ end }}',
    't.yaml:1:9\n  executing "t.yaml" at <"a: b">:\n    range can\'t iterate over a: b',
  ],
  "a nil map takes no entries": [
    '{{ set nil "a" 1 }}',
    'template: t.yaml:1:3: executing "t.yaml" at <set nil "a" 1>: error calling set: assignment to entry in nil map',
  ],
  "dig looks at its map first": [
    "{{ dig 1 2 3 }}",
    'template: t.yaml:1:3: executing "t.yaml" at <dig 1 2 3>: error calling dig: interface conversion: interface {} is int, ' +
      "not map[string]interface {}",
  ],
  "padding is looked at after the key": [
    '{{ decryptAES "k" "AAAA" }}',
    'template: t.yaml:1:3: executing "t.yaml" at <decryptAES "k" "AAAA">: error calling decryptAES: runtime error: ' +
      "slice bounds out of range [:16] with capacity 3",
  ],
  "texts that are no templates name their line": ["\n{{ if }}", "parse error at (t.yaml:2): missing value for if"],
};

test.for(Object.entries(failures))("%s", ([, [template, want]], { expect }) => {
  expect(failureOf(template, { a: {} })).toBe(want);
});

test("a template that includes itself is stopped", ({ expect }) => {
  expect(failureOf('{{ include "loop" . }}')).toMatch(/nested reference name: loop|template depth/);
});
