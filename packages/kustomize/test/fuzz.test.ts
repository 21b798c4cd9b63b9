import { createFileTree } from "@flux-ts/base";
import { build, emit, fluxDefaults, KustomizeError } from "@flux-ts/kustomize";
import { anything, array, assert, constantFrom, dictionary, oneof, property, record, string, tuple } from "fast-check";
import { test } from "vitest";
import { configMap, deployment } from "./trees.ts";

/** Any answer is right but a crash: what cannot be built is a KustomizeError. */
function survive(files: { readonly [path: string]: string }, path = "."): void {
  for (const options of [{}, fluxDefaults]) {
    try {
      emit(build(createFileTree(files), path, { ...options, limits: { maxDepth: 20, maxObjects: 100 } }).resources);
    } catch (error) {
      if (!(error instanceof KustomizeError)) throw error;
    }
  }
}

const fields = `resources bases components crds configurations generators transformers validators patches
  patchesStrategicMerge patchesJson6902 replacements vars images replicas labels commonLabels commonAnnotations namespace
  namePrefix configMapGenerator secretGenerator generatorOptions openapi sortOptions buildMetadata kind apiVersion
  helmCharts __proto__`.split(/\s+/);
const path = constantFrom(
  "a.yaml",
  "d.yaml",
  ".",
  "..",
  "../b",
  "/",
  "b",
  "none",
  "https://x.io/y.git",
  "a.yaml/..",
  "",
);
const text = oneof(
  path,
  constantFrom("[", "a: b", "- op: add", "$patch", "(", "a=b", "*.0.[x=y]", "\n", "null"),
  string(),
);

test("a kustomization of anything is built or refused", () => {
  const value = anything({ values: [text], maxDepth: 3, maxKeys: 3 });
  const kustomization = dictionary(constantFrom(...fields), value, { minKeys: 1, maxKeys: 4 });
  assert(
    property(kustomization, (fuzzed) => {
      survive({
        "kustomization.yaml": JSON.stringify({ resources: ["d.yaml"], ...fuzzed }),
        "d.yaml": deployment("d"),
      });
    }),
    { numRuns: 300 },
  );
});

test("fields with entries of the right form are built or refused", () => {
  const selector = record({ kind: text, name: text, labelSelector: text, namespace: text }, { requiredKeys: [] });
  const patch = record({ path, patch: text, target: selector }, { requiredKeys: [] });
  const target = record({ select: selector, fieldPaths: array(text, { maxLength: 2 }) }, { requiredKeys: [] });
  const generator = record(
    { name: text, literals: array(text), files: array(text), behavior: text },
    { requiredKeys: [] },
  );
  const kustomization = record(
    {
      resources: array(path, { maxLength: 3 }),
      components: array(path, { maxLength: 2 }),
      patches: array(patch, { maxLength: 3 }),
      replacements: array(record({ source: selector, targets: array(target, { maxLength: 2 }) }), { maxLength: 2 }),
      images: array(record({ name: text, newTag: text }), { maxLength: 2 }),
      configMapGenerator: array(generator, { maxLength: 2 }),
      namePrefix: text,
      namespace: text,
      commonLabels: dictionary(text, text, { maxKeys: 2 }),
    },
    { requiredKeys: [] },
  );
  assert(
    property(kustomization, kustomization, (over, base) => {
      survive(
        {
          "o/kustomization.yaml": JSON.stringify(over),
          "o/a.yaml": configMap("a"),
          "b/kustomization.yaml": JSON.stringify(base),
          "b/d.yaml": `${deployment("d")}---\n${configMap("a")}`,
        },
        "o",
      );
    }),
    { numRuns: 300 },
  );
});

test("manifests of any text are built or refused", () => {
  const line = oneof(
    constantFrom("apiVersion: v1", "kind: List", "kind: Pod", "metadata: {name: x}", "items:", "- a: &a [*a]", "---"),
    tuple(constantFrom("", "  ", "- "), text).map((parts) => parts.join("")),
  );
  assert(
    property(array(line, { maxLength: 8 }), (lines) => {
      survive({ "kustomization.yaml": "resources: [m.yaml]\nnamePrefix: p-", "m.yaml": lines.join("\n") });
    }),
    { numRuns: 300 },
  );
});

test("folders that lead to each other without end are refused", ({ expect }) => {
  const files = Object.fromEntries(
    Array.from({ length: 200 }, (_, index) => [
      `${"d/".repeat(index)}kustomization.yaml`,
      index === 199 ? "namePrefix: x" : "resources: [d]",
    ]),
  );
  expect(() => build(createFileTree(files), ".")).toThrow(/nested deeper than 100 levels/);
});
