import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { createFileTree } from "@flux-ts/base";
import { formatRelease, loadChart, offlineCapabilities, readValues, renderRelease } from "@flux-ts/helm-template";
import type { Chart } from "@flux-ts/helm-template";
import { nodePorts } from "@flux-ts/helm-template/node";
import type { Corpus, CorpusCase, CorpusFile } from "../corpus.ts";
import { parseCommand } from "./helm/command.ts";

interface Rendering {
  readonly release: string;
  readonly namespace: string;
  readonly kubeVersion: string;
  readonly args: readonly string[];
}

export const helmCharts: Corpus = {
  name: "helm-charts",
  files: async (directory) => {
    const entries = await readdir(directory, { withFileTypes: true });
    const charts = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    return charts.toSorted().map((name) => toFile(directory, name));
  },
};

/** A chart is read and parsed once for all of its renderings. */
function toFile(directory: string, name: string): CorpusFile {
  return { name, cases: readCases(join(directory, name), name) };
}

async function* readCases(folder: string, name: string): AsyncGenerator<CorpusCase> {
  const chart = loadChart(createFileTree(await readFolder(join(folder, "chart"))));
  for (const rendering of (await readdir(join(folder, "cases"))).toSorted()) {
    yield { id: `${name}/${rendering}`, run: () => runCase(chart, join(folder, "cases", rendering)) };
  }
}

async function readFolder(folder: string): Promise<{ readonly [path: string]: Uint8Array }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (path) => [relative(folder, path), await readFile(path)] as const)),
  );
}

async function runCase(chart: Chart, folder: string): Promise<string | undefined> {
  const { release, namespace, kubeVersion, args } = JSON.parse(
    await readFile(join(folder, "case.json"), "utf8"),
  ) as Rendering;
  const { flags } = parseCommand(["template", ...args]);
  const text = await readFile(join(folder, "values.yaml"), "utf8");
  const rendered = renderRelease(chart, {
    release: { name: release, namespace },
    values: readValues({ files: [{ name: "values.yaml", text }], set: flags.set ?? [] }),
    capabilities: offlineCapabilities(kubeVersion, flags["api-versions"]),
    includeCrds: flags["include-crds"] ?? false,
    ports: nodePorts(),
  });
  const wanted = await readFile(join(folder, "expected.yaml"), "utf8");
  // The recording has lost the carriage returns that templates with CRLF lines print.
  return firstDifference(wanted, formatRelease(rendered, { tests: !flags["skip-tests"] }).replaceAll("\r\n", "\n"));
}

/** The first lines that differ: whole charts are long. */
function firstDifference(wanted: string, got: string): string | undefined {
  if (wanted === got) return undefined;
  const left = wanted.split("\n");
  const right = got.split("\n");
  const at = left.findIndex((line, index) => line !== right[index]);
  const show = (lines: readonly string[]) => lines.slice(Math.max(0, at - 3), at + 5).join("\n");
  return `line ${at + 1}, wanted:\n${show(left)}\ngot:\n${show(right)}`;
}
