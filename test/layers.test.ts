import { readdirSync, readFileSync } from "node:fs";
import { test } from "vitest";

/** Packages by rank: a package may depend on lower ranks only. docs/architecture.md explains the ranks. */
const ranks: readonly (readonly string[])[] = [
  ["base"],
  ["flux-api", "yaml", "kube-schema", "envsubst", "semver", "go-template"],
  ["kustomize", "helm-template", "cel"],
  ["kube", "git", "artifact", "health"],
  ["live", "apiserver"],
  ["apply", "controller"],
  [],
  ["source-controller", "kustomize-controller"],
  ["manager"],
  ["flux"],
  ["conformance", "bench"],
];

interface Manifest {
  readonly name: string;
  readonly dependencies?: { readonly [name: string]: string };
}

const root = new URL("..", import.meta.url);
const folders = ["packages", "controllers", "apps"].flatMap((group) =>
  readdirSync(new URL(group, root)).map((name) => `${group}/${name}`),
);
const manifests = [...folders, "conformance", "bench"].map(
  (folder) => JSON.parse(readFileSync(new URL(`${folder}/package.json`, root), "utf8")) as Manifest,
);

test("every package has a rank", ({ expect }) => {
  const names = manifests.map(({ name }) => name.replace("@flux-ts/", ""));
  expect(names.toSorted()).toEqual(ranks.flat().toSorted());
});

test.for(manifests.map((manifest) => [manifest.name, manifest] as const))(
  "%s depends on lower ranks only",
  ([, { name, dependencies = {} }], { expect }) => {
    const own = rankOf(name);
    const upward = Object.keys(dependencies).filter((other) => other.startsWith("@flux-ts/") && rankOf(other) >= own);
    expect(upward).toEqual([]);
  },
);

function rankOf(name: string): number {
  return ranks.findIndex((names) => names.includes(name.replace("@flux-ts/", "")));
}
