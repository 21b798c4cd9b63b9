import { test } from "vitest";
import { readValues } from "@flux-ts/helm-template";

const readFile = (name: string): string => {
  if (name === "f.txt") return "text\n";
  throw new Error(`open ${name}: no such file or directory`);
};

const values: Record<string, { sources: Parameters<typeof readValues>[0]; want: unknown }> = {
  "integers are int64": { sources: { set: ["a=5,b=-5,c=0"] }, want: { a: 5n, b: -5n, c: 0n } },
  "what begins with a zero is a text": { sources: { set: ["a=0123,b=1.5"] }, want: { a: "0123", b: "1.5" } },
  "words become booleans and null": {
    sources: { set: ["a=true,b=FALSE,c=null"] },
    want: { a: true, b: false, c: null },
  },
  "braces make lists": { sources: { set: ["a={b,1},c=2"] }, want: { a: ["b", 1n], c: 2n } },
  "indices fill lists with nulls": { sources: { set: ["a[1].b=1"] }, want: { a: [null, { b: 1n }] } },
  "a backslash takes stops as text": { sources: { set: [String.raw`a\.b=x\,y`] }, want: { "a.b": "x,y" } },
  "keys without a name set nothing": { sources: { set: ["=1,b=2"] }, want: { b: 2n } },
  "set-string types nothing": { sources: { setString: ["a=5,b=null"] }, want: { a: "5", b: "null" } },
  "set-json takes objects and keys": {
    sources: { setJson: ['{"a":{"b":1}}', 'a.c=[2, "x"]'] },
    want: { a: { b: 1, c: [2, "x"] } },
  },
  "set-file reads": { sources: { setFile: ["a=f.txt"], readFile }, want: { a: "text\n" } },
  "set-literal takes the rest as it is": { sources: { setLiteral: ["a=x,y={1}"] }, want: { a: "x,y={1}" } },
  "later documents and files go over earlier ones": {
    sources: {
      files: [
        { name: "1", text: "a: {x: 1}\n---\na: {z: 2}" },
        { name: "2", text: "a: {x: 3}" },
      ],
    },
    want: { a: { x: 3, z: 2 } },
  },
  "the last line of a file is ended": { sources: { files: [{ name: "1", text: "a: |\n  x" }] }, want: { a: "x\n" } },
  "null in a file is a value": { sources: { files: [{ name: "1", text: "a: null" }] }, want: { a: null } },
  "keys may be __proto__": { sources: { set: ["__proto__.a=x"] }, want: JSON.parse('{"__proto__":{"a":"x"}}') },
};

test.for(Object.entries(values))("%s", ([name, { sources, want }], { expect }) => {
  const plain = (_: string, value: unknown) => (typeof value === "bigint" ? { int64: String(value) } : value);
  expect(JSON.stringify(readValues(sources), plain), name).toBe(JSON.stringify(want, plain));
});

const faults: Record<string, string> = {
  a: 'key "a" has no value',
  "a,b=1": 'key "a" has no value (cannot end with ,)',
  "a..b=1": 'key map "a" has no value',
  "a[-1]=1": "negative -1 index not allowed",
  "a[x]=1": 'error parsing index: strconv.Atoi: parsing "x": invalid syntax',
  "a[70000]=1": "index of 70000 is greater than maximum supported index of 65536",
  "a[0]xy=1": "unexpected data at end of array index: ['x' 'y']",
  "a={1,2": "list must terminate with '}'",
  "a=1,a.b=2": "unable to parse key: interface conversion: interface {} is int64, not map[string]interface {}",
};

test.for(Object.entries(faults))("--set %s fails as Helm does", ([text, want], { expect }) => {
  expect(() => readValues({ set: [text] })).toThrow(`failed parsing --set data: ${want}`);
});

test("a file that is no map is refused with its name", ({ expect }) => {
  const read = () => readValues({ files: [{ name: "v.yaml", text: "- 1" }] });
  expect(read).toThrow("failed to parse v.yaml: cannot unmarshal yaml document: error unmarshaling JSON");
});
