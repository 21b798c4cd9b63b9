import { createFileTree } from "@flux-ts/base";
import { array, assert, asyncProperty, boolean, constantFrom, oneof, pre, tuple } from "fast-check";
import { describe, test } from "vitest";
import { buildManifests } from "../../src/build/build.ts";
import type { Build } from "../../src/build/build.ts";
import { digestClosure, digestSettings } from "../../src/known/inputs.ts";
import { kustomization } from "../builders.ts";

type Files = { readonly [path: string]: string };

const configMap = (name: string, value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {v: "${value}"}\n`;

const folders = ["deploy", "deploy/sub", "base", "component"];
const manifest = tuple(constantFrom("a", "b", "c"), constantFrom("1", "2")).map(([name, value]) =>
  configMap(name, value),
);
const fields = constantFrom(
  "resources: [a.yaml]\n",
  "resources: [a.yaml, b.yaml]\n",
  "resources: [../base]\n",
  "resources: [sub]\n",
  "namePrefix: x-\nresources: [../base, a.yaml]\n",
  "configMapGenerator: [{name: gen, files: [data.txt]}]\n",
  "configMapGenerator: [{name: gen, envs: [vars.env]}]\nresources: [a.yaml]\n",
  "resources: [a.yaml]\npatches: [{path: patch.yaml, target: {kind: ConfigMap}}]\n",
  "components: [../component]\nresources: [a.yaml]\n",
  "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonAnnotations: {x: y}\n",
);
const file = oneof(
  tuple(constantFrom("a.yaml", "b.yaml", "patch.yaml"), manifest),
  tuple(constantFrom("kustomization.yaml", "kustomization.yml", "Kustomization"), fields),
  tuple(constantFrom("data.txt", "vars.env", "README.md"), constantFrom("x=1", "x=2", "")),
);
const entry = tuple(constantFrom(...folders), file).map(([folder, [name, content]]): [string, string] => [
  `${folder}/${name}`,
  content,
]);
const tree = array(entry, { minLength: 1, maxLength: 14 }).map((entries): Files => Object.fromEntries(entries));
/** The changes of a push: files that appear, change or go. */
const push = array(tuple(entry, boolean()), { minLength: 1, maxLength: 3 });

const spec = { path: "./deploy", components: ["../component"], ignoreMissingComponents: true };

/** The build, or undefined when it fails. */
async function built(files: Files): Promise<Build | undefined> {
  const input = { tree: createFileTree(files), variables: new Map<string, string>(), strictSubstitution: true };
  return await buildManifests(kustomization(spec), input).catch(() => undefined);
}

function pushed(files: Files, changes: readonly (readonly [readonly [string, string], boolean])[]): Files {
  const after = new Map(Object.entries(files));
  for (const [[path, content], remove] of changes) {
    if (remove) after.delete(path);
    else after.set(path, content);
  }
  return Object.fromEntries(after);
}

describe("a closure", () => {
  test("that is equal on two trees means that they build the same", { timeout: 60_000 }, async ({ expect }) => {
    const seen = { equal: 0, different: 0 };
    await assert(
      asyncProperty(tree, push, async (files, changes) => {
        const before = await built(files);
        pre(before !== undefined);
        const other = pushed(files, changes);
        const [left, right] = [files, other].map((one) => digestClosure(createFileTree(one), before.closure));
        const after = await built(other);
        if (left === right) expect(after?.digest).toBe(before.digest);
        seen[left === right ? "equal" : "different"] += 1;
      }),
      { numRuns: 200 },
    );
    // Both kinds of pushes were tried, or the property says nothing.
    expect(Math.min(seen.equal, seen.different)).toBeGreaterThan(20);
  });
});

describe("the settings of a build", () => {
  const base = { variables: new Map([["a", "1"]]), engine: "1" };
  const same = digestSettings(kustomization(), base);
  const changes: Record<string, string> = {
    "another spec": digestSettings(kustomization({ namePrefix: "x-" }), base),
    "another value of a variable": digestSettings(kustomization(), { ...base, variables: new Map([["a", "2"]]) }),
    "another variable": digestSettings(kustomization(), { ...base, variables: new Map([["b", "1"]]) }),
    "another engine": digestSettings(kustomization(), { ...base, engine: "2" }),
  };
  test.for(Object.entries(changes))("differ with %s", ([, other], { expect }) => {
    expect(other).not.toBe(same);
  });

  test("do not differ with the order of fields or with status", ({ expect }) => {
    const { spec: fieldsOfSpec, ...rest } = kustomization();
    const reversed = Object.fromEntries(Object.entries(fieldsOfSpec).toReversed()) as typeof fieldsOfSpec;
    expect(digestSettings({ ...rest, spec: reversed, status: { observedGeneration: 7 } }, base)).toBe(same);
  });
});
