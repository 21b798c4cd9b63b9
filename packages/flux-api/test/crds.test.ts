import { readFile } from "node:fs/promises";
import { isJsonObject, parseJson } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { checkDefinition, formatCause } from "@flux-ts/kube-schema";
import { test } from "vitest";
import { crdOf, fluxKinds, operatorKinds } from "../src/index.ts";

// The recorded CustomResourceDefinitions of upstream, without prose, by name.
const recordings = new URL("./cases/crds/", import.meta.url);

const kinds = [...fluxKinds, ...operatorKinds].map((kind) => [kind.kind, kind] as const);

test.for(kinds)("the CRD of %s has upstream's structure", async ([, kind], { expect }) => {
  // Upstream 2.9 serves stored versions only; the older ones are tested below.
  const crd = crdOf({ ...kind, deprecatedVersions: [] });
  const recorded = parseJson(await readFile(new URL(`${crd.metadata.name}.json`, recordings), "utf8")) as JsonObject;
  expect(structureOf(crd)).toEqual(structureOf(recorded));
});

test.for(kinds)("no deviation of the CRD of %s from the recorded one goes unseen", async ([, kind], { expect }) => {
  const { metadata } = crdOf(kind);
  const recorded = parseJson(await readFile(new URL(`${metadata.name}.json`, recordings), "utf8")) as JsonObject;
  const spec = recorded["spec"] as JsonObject;
  const whole = leavesOf(spec);
  // What is compared holds every leaf of the recording, so that any other leaf, more or fewer of them differ.
  expect(leavesOf(normalised(spec))).toEqual(whole);
  expect(whole.length).toBeGreaterThan(50);
});

test.for(kinds)("a Kubernetes API accepts the CRD of %s", ([, kind], { expect }) => {
  expect(checkDefinition(crdOf(kind)).map(formatCause)).toEqual([]);
});

test("the kinds are listed by the names of their CRDs, each once", ({ expect }) => {
  for (const list of [fluxKinds, operatorKinds]) {
    const names = list.map((kind) => crdOf(kind).metadata.name);
    expect(names).toEqual([...new Set(names)].toSorted());
  }
});

const olderVersions = {
  "imagepolicies.image.toolkit.fluxcd.io": ["v1beta2", "v1beta1"],
  "imagerepositories.image.toolkit.fluxcd.io": ["v1beta2", "v1beta1"],
  "imageupdateautomations.image.toolkit.fluxcd.io": ["v1beta2", "v1beta1"],
};

test("older versions have the fields of the stored one, and a warning", ({ expect }) => {
  const found = kinds.flatMap(([, kind]) => {
    const { metadata, spec } = crdOf(kind) as unknown as Definition;
    const [stored, ...older] = spec.versions;
    for (const { name, ...version } of older) {
      expect(version).toEqual({
        ...stored,
        name: undefined,
        storage: false,
        deprecated: true,
        deprecationWarning: `${spec.group}/${name} ${kind.kind} is deprecated; use ${spec.group}/v1 ${kind.kind}`,
      });
    }
    return older.length === 0 ? [] : [[metadata.name, older.map(({ name }) => name)] as const];
  });
  expect(Object.fromEntries(found)).toEqual(olderVersions);
});

interface Definition {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly group: string; readonly versions: readonly (JsonObject & { readonly name: string })[] };
}

/** What must be equal: all but prose, the generator's annotations and the order of set-like lists. */
function structureOf(crd: JsonObject): JsonValue {
  const { metadata, spec } = crd as { metadata: { name: string }; spec: JsonObject };
  return { name: metadata.name, spec: normalised(spec) };
}

function normalised(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(normalised);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(([key, child]) => key !== "description" || typeof child !== "string");
  return Object.fromEntries(
    entries.map(([key, child]) => [key, isSet(key, child) ? child.toSorted() : normalised(child)]),
  );
}

/** `path=value` of everything that is no prose, lists of a set by value alone. */
function leavesOf(value: JsonValue, path = ""): readonly string[] {
  if (Array.isArray(value)) {
    const set = isSet(path.slice(path.lastIndexOf("/") + 1), value);
    return [
      `${path}[${value.length}]`,
      ...value.flatMap((item, index) => leavesOf(item, set ? path : `${path}[${index}]`)),
    ].toSorted();
  }
  if (!isJsonObject(value)) return [`${path}=${JSON.stringify(value)}`];
  return Object.entries(value)
    .filter(([key, child]) => key !== "description" || typeof child !== "string")
    .flatMap(([key, child]) => leavesOf(child, `${path}/${key}`))
    .toSorted();
}

function isSet(key: string, value: JsonValue): value is readonly string[] {
  return ["enum", "required"].includes(key) && Array.isArray(value) && value.every((item) => typeof item === "string");
}
