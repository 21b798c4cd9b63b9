import { test } from "vitest";
import { render } from "./trees.ts";

/** Merges one list of ports (in flow notation) into another and gives the ports that come out. */
function mergePorts(ports: string, patch: string): string {
  const service = (list: string): string =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n  ports: [${list}]\n`;
  const files = {
    "kustomization.yaml": "resources: [s.yaml]\npatches: [{path: p.yaml}]",
    "s.yaml": service(ports),
    "p.yaml": service(patch),
  };
  const text = render(files);
  return text
    .slice(text.indexOf("ports:") + 7)
    .replaceAll(/\s+/g, " ")
    .trim();
}

const ports: { readonly [rule: string]: readonly [target: string, patch: string, want: string] } = {
  "items of the patch come first": ["{port: 1, name: a}", "{port: 2, name: b}", "- name: b port: 2 - name: a port: 1"],
  "items merge by number where nobody names a protocol": [
    "{port: 1, name: a},{port: 2}",
    "{port: 1, name: b}",
    "- name: b port: 1 - port: 2",
  ],
  "items merge by number and protocol where protocols are named": [
    "{port: 1, protocol: TCP},{port: 1, protocol: UDP}",
    "{port: 1, protocol: UDP, name: u}",
    "- port: 1 protocol: TCP - name: u port: 1 protocol: UDP",
  ],
  "a port without protocol in a patch does not touch one that has it": [
    "{port: 1, name: a, protocol: UDP}",
    "{port: 1, name: b}",
    "- name: a port: 1 protocol: UDP",
  ],
  "a directive deletes an item": ["{port: 1},{port: 2}", "{port: 1, $patch: delete}", "- port: 2"],
  "a directive replaces the list": ["{port: 1},{port: 2}", "{$patch: replace},{port: 3}", "- port: 3"],
};

test.for(Object.entries(ports))("%s", ([, [target, patch, want]], { expect }) => {
  expect(mergePorts(target, patch)).toBe(want);
});

const maps: { readonly [rule: string]: readonly [target: string, patch: string, want: string] } = {
  "null deletes a field": ["{a: 1, b: 2}", "{a: null}", "b: 2"],
  "null of the target stays, a field without a value goes": [
    "\n  a: null\n  b: ~\n  c:\n  d: 1",
    "{e: 1}",
    "a: null b: null d: 1 e: 1",
  ],
  "lists without a schema are replaced": ["{l: [1, 2]}", "{l: [3]}", "l: - 3"],
  "nulls are left out of what is added": ["{}", "{a: {b: null, c: 1}}", "a: c: 1"],
  "a directive replaces a map": ["{a: {b: 1}}", "{a: {$patch: replace, c: 2}}", "a: c: 2"],
  "keys of the language's own objects are only keys": ["{a: 1}", "{__proto__: {x: 1}}", "__proto__: x: 1 a: 1"],
};

test.for(Object.entries(maps))("%s", ([, [target, patch, want]], { expect }) => {
  const custom = (spec: string): string => `apiVersion: x.io/v1\nkind: X\nmetadata: {name: x}\nspec: ${spec}\n`;
  const files = {
    "kustomization.yaml": "resources: [x.yaml]\npatches: [{path: p.yaml}]",
    "x.yaml": custom(target),
    "p.yaml": custom(patch),
  };
  const text = render(files);
  expect(
    text
      .slice(text.indexOf("spec:") + 5)
      .replaceAll(/\s+/g, " ")
      .trim(),
  ).toBe(want);
});
