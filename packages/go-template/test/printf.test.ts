import { int, TemplateSet } from "@flux-ts/go-template";
import type { Value } from "@flux-ts/go-template";
import { test } from "vitest";

const cases: readonly (readonly [format: string, args: readonly Value[], want: string])[] = [
  ["%d|%5d|%-5d|%05d|%+d", [1, 2, 3, 4, 5].map(int), "1|    2|3    |00004|+5"],
  ["%x %X %#x %o %b %c %q %U", [255, 255, 255, 8, 5, 65, 65, 9731].map(int), "ff FF 0xff 10 101 A 'A' U+2603"],
  [
    "%v %e %g %G %8.3f|%-8.2f|%+.1f",
    [1e21, 1.5, 1e21, 1e-7, 3.24159, 2.5, 2.25],
    "1e+21 1.500000e+00 1e+21 1E-07    3.242|2.50    |+2.2",
  ],
  ["%.0f %.0f %.1f %.3g %6.2f", [0.5, 1.5, 0.25, 1234567, 2], "0 2 0.2 1.23e+06   2.00"],
  ["%s|%10s|%-10s|%.2s|%q|%x", ["a", "héé", "héé", "héé", 'a"b', "hi"], 'a|       héé|héé       |hé|"a\\"b"|6869'],
  ["%s %d %q", [["a", int(1), null], "x", ["a"]], '[a %!s(int=1) <nil>] %!d(string=x) ["a"]'],
  ["%s %d", ["a"], "a %!d(MISSING)"],
  ["%d", [int(1), int(2), "x"], "1%!(EXTRA int=2, string=x)"],
  ["%[2]s %[1]s|%[3]s", ["a", "b"], "b a|%!s(BADINDEX)"],
  ["%*d|%-*d|%.*f", [int(4), int(1), int(4), int(2), int(2), 3.24159], "   1|2   |3.24"],
  ["%!|%z", [int(1), int(2)], "%!!(int=1)|%!z(int=2)"],
  ["%t %v %T %T %T", [true, null, 1, int(1), {}], "true <nil> float64 int map[string]interface {}"],
];

test.for(cases)("%s", ([format, args, want], { expect }) => {
  const templates = new TemplateSet("set");
  const fields = args.map((_, index) => ` (index .args ${index})`).join("");
  templates.parse("t", `{{ printf .format${fields} }}`);
  expect(templates.execute("t", { format, args })).toBe(want);
});
