import { createFileTree } from "@flux-ts/base";
import type { JsonValue } from "@flux-ts/base";
import type { KustomizationSpec } from "@flux-ts/flux-api";
import { parseYaml } from "@flux-ts/yaml";
import { describe, test } from "vitest";
import { prepareTree, resolvePath } from "../../src/build/kustomization-file.ts";
import { kustomization } from "../builders.ts";

function fieldsAfter(files: { [path: string]: string }, spec: Partial<KustomizationSpec>): JsonValue {
  const { tree, written } = prepareTree(createFileTree(files), "deploy", kustomization(spec).spec);
  return written === undefined ? "unchanged" : parseYaml(new TextDecoder().decode(tree.readFile(written)));
}

const type = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" };
const file = "resources: [a.yaml]\nimages: [{name: app, newTag: v1}, {name: db, digest: sha256:d}]\n";

describe("a folder with a kustomization file", () => {
  const files = { "deploy/kustomization.yaml": file, "deploy/a.yaml": "" };
  const images = [
    { name: "app", newTag: "v1" },
    { name: "db", digest: "sha256:d" },
  ];
  const cases: Record<string, { spec: Partial<KustomizationSpec>; want: JsonValue }> = {
    "stays as it is when the spec adds nothing": { spec: {}, want: "unchanged" },
    "gets namespace, prefix and suffix": {
      spec: { targetNamespace: "prod", namePrefix: "a-", nameSuffix: "-z" },
      want: { resources: ["a.yaml"], images, namespace: "prod", namePrefix: "a-", nameSuffix: "-z" },
    },
    "gets patches behind its own": {
      spec: { patches: [{ patch: "x", target: { kind: "Deployment" } }] },
      want: { resources: ["a.yaml"], images, patches: [{ patch: "x", target: { kind: "Deployment" } }] },
    },
    "gets new images, and its own overridden field by field": {
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
  };
  test.for(Object.entries(cases))("%s", ([, { spec, want }], { expect }) => {
    expect(fieldsAfter(files, spec)).toEqual(want);
  });
});

describe("a plain folder", () => {
  test("gets a file that lists its manifests; a subfolder with its own kustomization is one of them", ({ expect }) => {
    const files = {
      "deploy/b.yml": "",
      "deploy/a/one.yaml": "",
      "deploy/a/notes.txt": "",
      "deploy/c/kustomization.yaml": "",
      "deploy/c/two.yaml": "",
    };
    expect(fieldsAfter(files, {})).toEqual({ ...type, resources: ["./a/one.yaml", "./b.yml", "./c"] });
  });

  test("without manifests builds nothing", ({ expect }) => {
    expect(fieldsAfter({ "deploy/README.md": "" }, {})).toEqual({ ...type, namespace: "_placeholder" });
  });
});

describe("components", () => {
  const files = { "deploy/kustomization.yaml": "resources: [a.yaml]\n", "components/x/kustomization.yaml": "" };

  test("are added; missing ones are passed over where the spec allows it", ({ expect }) => {
    const spec = { components: ["../components/x", "../components/y"], ignoreMissingComponents: true };
    expect(fieldsAfter(files, spec)).toEqual({ resources: ["a.yaml"], components: ["../components/x"] });
  });

  test("must be paths of the source", ({ expect }) => {
    const spec = { components: ["https://example.com/x"] };
    expect(() => fieldsAfter(files, spec)).toThrow("component path 'https://example.com/x' must be local and relative");
  });
});

test.for([
  ["./clusters/../apps", "apps"],
  ["../../etc", "etc"],
  ["/apps//web/.", "apps/web"],
  ["", ""],
] as const)("path %j leads to %j, never out of the tree", ([path, want], { expect }) => {
  expect(resolvePath("", path)).toBe(want);
});
