import { createFileTree } from "@flux-ts/base";
import { build, fluxDefaults } from "@flux-ts/kustomize";
import { test } from "vitest";
import { configMap, deployment, render } from "./trees.ts";

test("a folder without a kustomization is built from its manifests, and from kustomizations below it", ({ expect }) => {
  const files = {
    "apps/b.yaml": configMap("b"),
    "apps/a/x.yml": configMap("x"),
    "apps/a/notes.txt": "no manifest",
    "apps/k/kustomization.yaml": "resources: [in.yaml]\nnamePrefix: k-",
    "apps/k/in.yaml": configMap("in"),
    "apps/k/unused.yaml": configMap("unused"),
  };
  expect(render(files, "apps", fluxDefaults)).toBe(["x", "b", "k-in"].map((name) => configMap(name)).join("---\n"));
});

test("what Flux sets is put into the kustomization before it is built", ({ expect }) => {
  const files = { "kustomization.yaml": "resources: [a.yaml]", "a.yaml": configMap("a") };
  const edit = (kustomization: object): { namespace: string } => ({ ...kustomization, namespace: "tenant" });
  expect(render(files, ".", { ...fluxDefaults, edit })).toBe(configMap("a", "  namespace: tenant"));
});

test("Flux may read files of the whole tree", ({ expect }) => {
  const files = { "a/kustomization.yaml": "resources: [../r.yaml]", "r.yaml": configMap("r") };
  expect(render(files, "a", fluxDefaults)).toBe(configMap("r"));
});

test("with Flux a custom schema adds to the built-in one", ({ expect }) => {
  const files = {
    "kustomization.yaml": "resources: [d.yaml]\nopenapi: {path: s.json}\npatches: [{path: p.yaml}]",
    "s.json": '{"definitions": {}}',
    "d.yaml": deployment("d"),
    "p.yaml": deployment("d").replace("image: app:1", "tty: true"),
  };
  const merged = deployment("d").replace("name: main", "name: main\n        tty: true");
  expect(render(files, ".", fluxDefaults)).toBe(merged);
  expect(render(files)).toBe(
    deployment("d").replace("image: app:1\n        name: main", "name: main\n        tty: true"),
  );
});

test("a build reports all it looked at", ({ expect }) => {
  const files = {
    "over/kustomization.yaml": "resources: [../base]",
    "base/Kustomization": "resources: [a.yaml]",
    "base/a.yaml": configMap("a"),
  };
  const { closure } = build(createFileTree(files), "over", fluxDefaults);
  expect(closure.files).toEqual(["base/Kustomization", "base/a.yaml", "over/kustomization.yaml"]);
  expect(closure.folders).toEqual(["base", "over"]);
  expect(closure.missing).toContain("base/kustomization.yaml");
  expect(closure.missing).toContain("over/Kustomization");
});

test("objects know where they were written and what changed them", ({ expect }) => {
  const files = {
    "kustomization.yaml": "resources: [r.yaml]\nnamePrefix: p-\nconfigMapGenerator: [{name: g}]",
    "r.yaml": `${configMap("a")}---\n${configMap("b")}`,
  };
  const { resources } = build(createFileTree(files), ".");
  expect(resources.map(({ origin }) => `${origin.file}:${origin.line}`)).toEqual([
    "r.yaml:1",
    "r.yaml:6",
    "kustomization.yaml:1",
  ]);
  expect(resources[0]?.changedBy.map(({ configuredBy }) => configuredBy.kind)).toEqual(["PrefixTransformer"]);
  expect(resources[2]?.generatedBy?.configuredBy.kind).toBe("ConfigMapGenerator");
});

test("remote folders and charts come from what is injected", ({ expect }) => {
  const files = {
    "kustomization.yaml": "resources: ['https://git.example.com/o/r.git//p?ref=v1']\nhelmCharts: [{name: c}]",
  };
  const remote = {
    readFile: () => undefined,
    readFolder: () => ({
      tree: createFileTree({ "p/kustomization.yaml": "resources: [a.yaml]", "p/a.yaml": configMap("a") }),
      path: "p",
    }),
  };
  const renderChart = (): string => configMap("from-chart");
  expect(render(files, ".", { remote, renderChart })).toBe(`${configMap("a")}---\n${configMap("from-chart")}`);
});
