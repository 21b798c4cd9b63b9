import { createFileTree } from "@flux-ts/base";
import { loadChart, loadChartArchive, packageChart } from "@flux-ts/helm-template";
import { test } from "vitest";

type Files = { readonly [path: string]: string };

const chartYaml = "apiVersion: v2\nname: c\nversion: 0.1.0\n";
const load = (files: Files) => loadChart(createFileTree({ "Chart.yaml": chartYaml, ...files }));

const faults: Record<string, { files: Files; want: string }> = {
  "no name": {
    files: { "Chart.yaml": "apiVersion: v2\nversion: 0.1.0\n" },
    want: "validation: chart.metadata.name is required",
  },
  "no semantic version": {
    files: { "Chart.yaml": "name: c\nversion: abc\n" },
    want: 'validation: chart.metadata.version "abc" is invalid',
  },
  "another format": {
    files: { "Chart.yaml": "apiVersion: v9\nname: c\nversion: 0.1.0\n" },
    want: "unsupported chart version",
  },
  "a field of another type": {
    files: { "Chart.yaml": `${chartYaml}maintainers: [{name: [a]}]\n` },
    want:
      "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go struct field " +
      "Maintainer.maintainers.name of type string",
  },
  "values that are a list": {
    files: { "values.yaml": "- 1" },
    want:
      "cannot load values.yaml: cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal " +
      "array into Go value of type map[string]interface {}",
  },
  "two dependencies of one name": {
    files: { "Chart.yaml": `${chartYaml}dependencies: [{name: a, version: 1}, {name: b, version: 1, alias: a}]\n` },
    want: 'validation: more than one dependency with name or alias "a"',
  },
  "a subchart that is none": {
    files: { "charts/s/values.yaml": "" },
    want: "error unpacking subchart s in c: Chart.yaml file is missing",
  },
  "double stars in .helmignore": {
    files: { ".helmignore": "**/x\n" },
    want: "double-star (**) syntax is not supported",
  },
};

test.for(Object.entries(faults))("refuses %s", ([, { files, want }], { expect }) => {
  expect(() => load(files)).toThrow(expect.objectContaining({ name: "HelmError", message: want }));
});

const ignored: Record<string, { rules: string; want: readonly string[] }> = {
  "names anywhere": { rules: "a.txt", want: ["conf/b.txt", "top.txt"] },
  "paths with a slash from the root": { rules: "conf/*", want: ["a.txt", "top.txt"] },
  "folders only": { rules: "conf/\ntop.txt/", want: ["a.txt", "top.txt"] },
  "classes and escapes": { rules: "[at]*.txt\n# no rule", want: ["conf/b.txt"] },
};

test.for(Object.entries(ignored))(".helmignore: %s", ([, { rules, want }], { expect }) => {
  const chart = load({ ".helmignore": rules, "a.txt": "", "conf/a.txt": "", "conf/b.txt": "", "top.txt": "" });
  const files = chart.files.map(({ path }) => path).filter((path) => path !== ".helmignore");
  expect(files).toEqual(want);
});

test("a mark of byte order is no part of a file", ({ expect }) => {
  expect(load({ "values.yaml": "\ufeffa: 1" }).values).toEqual({ a: 1 });
});

const archives: Record<string, { path: string; want: string }> = {
  "above it": { path: "c/../x", want: "chart illegally references parent directory" },
  "from the root": { path: "/c/x", want: "chart illegally contains absolute paths" },
  "beside the chart's folder": { path: "x", want: "chart illegally contains content outside the base directory" },
};

test.for(Object.entries(archives))("an archive with a file %s is refused", ([, { path, want }], { expect }) => {
  expect(() => loadChartArchive([{ path, bytes: new Uint8Array() }])).toThrow(want);
});

test("archives below charts/ are unpacked by who loads", ({ expect }) => {
  const bytes = new TextEncoder().encode("apiVersion: v2\nname: s\nversion: 1.0.0\n");
  const tree = createFileTree({ "Chart.yaml": chartYaml, "charts/s-1.0.0.tgz": "packed" });
  const { dependencies } = loadChart(tree, "", { unpack: () => [{ path: "s/Chart.yaml", bytes }] });
  expect(dependencies.map(({ metadata }) => metadata.name)).toEqual(["s"]);
});

test("a package has its Chart.yaml as Helm writes it, then values, templates and the rest", ({ expect }) => {
  const chart = load({
    "Chart.yaml": `# mine\n${chartYaml}`,
    "README.md": "r",
    "templates/t.yaml": "",
    "values.yaml": "",
  });
  const { fileName, entries } = packageChart(chart, { version: "2.0.0", appVersion: "3.0" });
  expect(fileName).toBe("c-2.0.0.tgz");
  expect(entries.map(({ path }) => path)).toEqual([
    "c/Chart.yaml",
    "c/values.yaml",
    "c/templates/t.yaml",
    "c/README.md",
  ]);
  expect(new TextDecoder().decode(entries[0]?.bytes)).toBe(
    'apiVersion: v2\nappVersion: "3.0"\nname: c\nversion: 2.0.0\n',
  );
});
