import { createFileTree } from "@flux-ts/base";
import {
  ChartCache,
  formatRelease,
  loadChart,
  packageChart,
  renderRelease,
  unpackChartFolder,
  writeChartArchive,
} from "@flux-ts/helm-template";
import type { Chart } from "@flux-ts/helm-template";
import { nodePorts } from "@flux-ts/helm-template/node";
import { test } from "vitest";

type Files = { readonly [path: string]: string };

const ports = nodePorts();
const chartYaml = (name: string, rest = "") => `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n${rest}`;
const filesOf = (name: string, files: Files = {}) => ({ "Chart.yaml": chartYaml(name), ...files });
const treeOf = (name: string, files: Files = {}) => createFileTree(filesOf(name, files));
const archiveOf = (name: string, files: Files = {}, modified = 0) =>
  writeChartArchive(packageChart(loadChart(treeOf(name, files))), modified);

test("charts of the same content are one object, whatever they are loaded from", async ({ expect }) => {
  const cache = new ChartCache(ports);
  const archive = await archiveOf("a");
  const chart = await cache.unpack(archive);
  expect(await cache.unpack(Uint8Array.from(archive))).toBe(chart);
  const folder = await cache.load(treeOf("a"));
  expect(await cache.load(createFileTree({ "x/Chart.yaml": chartYaml("a") }), "x")).toBe(folder);
  expect(cache.size).toBe(2);
});

const changes: Record<string, Files> = {
  "another content": { "values.yaml": "a: 2\n" },
  "another name of a file": { "values.yml": "a: 1\n" },
  "a file more": { "values.yaml": "a: 1\n", x: "" },
  // What one file ends with is not what the next one begins with.
  "the same bytes in other files": { "values.yaml": "a: ", x: "1\n" },
};

test.for(Object.entries(changes))("%s is another chart", async ([, files], { expect }) => {
  const cache = new ChartCache(ports);
  const chart = await cache.load(treeOf("a", { "values.yaml": "a: 1\n" }));
  expect(await cache.load(treeOf("a", files))).not.toBe(chart);
});

test("what .helmignore leaves out makes no difference", async ({ expect }) => {
  const cache = new ChartCache(ports);
  const ignored = (text: string) => treeOf("a", { ".helmignore": "notes\n", notes: text });
  expect(await cache.load(ignored("one"))).toBe(await cache.load(ignored("two")));
});

test("who asks while a chart is loaded waits for it", async ({ expect }) => {
  const cache = new ChartCache(ports);
  const archive = await archiveOf("a");
  const [first, second] = await Promise.all([cache.unpack(archive), cache.unpack(archive)]);
  expect(second).toBe(first);
});

test("the chart that was not used for longest goes first", async ({ expect }) => {
  const cache = new ChartCache({ ...ports, maxCharts: 2 });
  const load = (name: string) => cache.load(treeOf(name));
  const [a, b] = [await load("a"), await load("b")];
  await load("a");
  await load("c");
  expect(cache.size).toBe(2);
  expect(await load("a")).toBe(a);
  expect(await load("b")).not.toBe(b);
});

test("bytes are bounded, and no single chart drives others out", async ({ expect }) => {
  const cache = new ChartCache({ ...ports, maxBytes: 20_000 });
  const small = await cache.load(treeOf("small"));
  const large = treeOf("large", { data: "x".repeat(6000) });
  expect(await cache.load(large)).not.toBe(await cache.load(large));
  const many = treeOf("many", Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`empty${index}`, ""])));
  expect(await cache.load(many)).not.toBe(await cache.load(many));
  expect(await cache.load(treeOf("small"))).toBe(small);
  for (let index = 0; index < 20; index++) await cache.load(treeOf(`c${index}`, { data: "x".repeat(3000) }));
  expect(cache.bytes).toBeLessThanOrEqual(20_000);
  expect(cache.size).toBe(4);
});

test("what cannot be loaded is not kept", async ({ expect }) => {
  const cache = new ChartCache({ ...ports, limits: { maxFileBytes: 1000 } });
  const large = await archiveOf("a", { data: "x".repeat(2000) });
  await expect(cache.unpack(large)).rejects.toThrow('"a/data" is larger than 1000 bytes');
  await expect(cache.load(createFileTree({}))).rejects.toThrow("Chart.yaml file is missing");
  expect([cache.size, cache.bytes]).toEqual([0, 0]);
});

const umbrella = {
  "Chart.yaml": chartYaml(
    "u",
    "dependencies:\n- {name: s, version: 0.1.0, alias: one, condition: one.on}\n- {name: s, version: 0.1.0, alias: two, condition: two.on}\n",
  ),
  "charts/s/Chart.yaml": chartYaml("s"),
  "charts/s/templates/t.yaml": "chart: {{ .Chart.Name }}\n",
  "templates/u.yaml": "tpl: {{ tpl (.Values.text | toString) . }}\n",
};

test("templates of one chart are right for every choice of its subcharts", async ({ expect }) => {
  const cache = new ChartCache(ports);
  const outputOf = async (values: { readonly [name: string]: { readonly on: boolean } }) => {
    const chart = await cache.load(createFileTree(umbrella));
    const release = { name: "r", namespace: "n" };
    return formatRelease(renderRelease(chart, { release, values: { text: "{{ .Chart.Name }}", ...values }, ports }));
  };
  const [on, off] = [{ on: true }, { on: false }];
  const part = (alias: string) => `---\n# Source: u/charts/${alias}/templates/t.yaml\nchart: ${alias}\n\n`;
  const own = "---\n# Source: u/templates/u.yaml\ntpl: u\n";
  for (let pass = 0; pass < 2; pass++) {
    expect(await outputOf({ one: on, two: off })).toBe(part("one") + own);
    expect(await outputOf({ one: off, two: on })).toBe(part("two") + own);
    expect(await outputOf({ one: on, two: on })).toBe(part("one") + part("two") + own);
  }
});

test("archives of subcharts in a folder are unpacked within the limits of the whole", async ({ expect }) => {
  const inner = await archiveOf("s", { data: "x".repeat(2000) });
  const tree = createFileTree({
    "Chart.yaml": chartYaml("u"),
    "charts/s-0.1.0.tgz": inner,
    "charts/t-0.1.0.tgz": inner,
  });
  const names = ({ dependencies }: Chart) => dependencies.map(({ metadata }) => metadata.name);
  expect(names(await unpackChartFolder(tree))).toEqual(["s", "s"]);
  await expect(unpackChartFolder(tree, "", { maxBytes: 3000 })).rejects.toThrow(
    "unable to load chart archive: its files are larger than 3000 bytes together",
  );
});
