import { readFile } from "node:fs/promises";
import { isJsonObject, parseJson } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { test } from "vitest";
import { crdOf, fluxKinds } from "../src/index.ts";

// The recorded CustomResourceDefinitions of upstream, without prose, by name.
const recordings = new URL("./cases/crds/", import.meta.url);

test.for(fluxKinds.map((kind) => [kind.kind, kind] as const))(
  "the CRD of %s has upstream's structure",
  async ([, kind], { expect }) => {
    const crd = crdOf(kind);
    const recorded = parseJson(await readFile(new URL(`${crd.metadata.name}.json`, recordings), "utf8")) as JsonObject;
    expect(structureOf(crd)).toEqual(structureOf(recorded));
  },
);

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

function isSet(key: string, value: JsonValue): value is readonly string[] {
  return ["enum", "required"].includes(key) && Array.isArray(value) && value.every((item) => typeof item === "string");
}
