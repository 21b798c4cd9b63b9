import { createFileTree } from "@flux-ts/base";
import type { JsonObject } from "@flux-ts/base";
import type { KustomizationSpec } from "@flux-ts/flux-api";
import { describe, test } from "vitest";
import { additionsOf, addTo } from "../../src/build/additions.ts";
import { resolvePath } from "../../src/build/paths.ts";
import { kustomization } from "../builders.ts";

const tree = createFileTree({ "components/x/kustomization.yaml": "" });

function withSpec(file: JsonObject, spec: Partial<KustomizationSpec>): JsonObject {
  return addTo(file, additionsOf(kustomization(spec).spec, tree, "deploy"));
}

const images = [
  { name: "app", newTag: "v1" },
  { name: "db", digest: "sha256:d" },
];
const file = { resources: ["a.yaml"], images };

const cases: Record<string, { file?: JsonObject; spec: Partial<KustomizationSpec>; want: JsonObject }> = {
  "a spec that adds nothing leaves the file as it is": { spec: {}, want: file },
  "namespace, prefix and suffix are set": {
    spec: { targetNamespace: "prod", namePrefix: "a-", nameSuffix: "-z" },
    want: { ...file, namespace: "prod", namePrefix: "a-", nameSuffix: "-z" },
  },
  "patches come behind those of the file": {
    file: { ...file, patches: [{ path: "own.yaml" }] },
    spec: { patches: [{ patch: "x", target: { kind: "Deployment" } }] },
    want: { ...file, patches: [{ path: "own.yaml" }, { patch: "x", target: { kind: "Deployment" } }] },
  },
  "images are added, and those of the file overridden field by field": {
    spec: {
      images: [
        { name: "app", newName: "other" },
        { name: "db", newTag: "v9" },
        { name: "new", newTag: "v2" },
      ],
    },
    want: {
      resources: ["a.yaml"],
      images: [
        { name: "app", newName: "other", newTag: "v1" },
        { name: "db", newTag: "v9" },
        { name: "new", newTag: "v2" },
      ],
    },
  },
  "missing components are passed over where the spec allows it": {
    spec: { components: ["../components/x", "../components/y"], ignoreMissingComponents: true },
    want: { ...file, components: ["../components/x"] },
  },
  "a file without resources but with other things is given build facts": {
    file: { components: ["../x"] },
    spec: {},
    want: { components: ["../x"], buildMetadata: ["originAnnotations"] },
  },
  "a file that brings nothing builds nothing": { file: {}, spec: {}, want: { namespace: "_placeholder" } },
};
test.for(Object.entries(cases))("%s", ([, { file: own = file, spec, want }], { expect }) => {
  expect(withSpec(own, spec)).toEqual(want);
});

test.for(["https://example.com/x", "/x", "x?ref=main"])(
  "component %s is refused: it is no path of the source",
  (component, { expect }) => {
    expect(() => withSpec(file, { components: [component] })).toThrow(
      `component path '${component}' must be local and relative`,
    );
  },
);

describe("paths", () => {
  test.for([
    ["./clusters/../apps", "apps"],
    ["../../etc", "etc"],
    ["/apps//web/.", "apps/web"],
    ["", ""],
  ] as const)("%j leads to %j, never out of the tree", ([path, want], { expect }) => {
    expect(resolvePath("", path)).toBe(want);
  });
});
