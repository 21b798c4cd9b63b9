import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** One `helm template`. */
export interface Rendering {
  readonly chart: string;
  readonly folder: string;
  readonly release: string;
  readonly namespace: string;
  readonly kubeVersion: string;
  readonly apiVersions: readonly string[];
  readonly valuesFile?: string;
  readonly set: readonly string[];
  readonly includeCrds: boolean;
  readonly skipTests: boolean;
}

/** Where charts are: `$FLUX_BENCH_CHARTS`, a folder of charts; otherwise the recorded charts beside this repository. */
export const chartsDirectory = resolve(
  process.env["FLUX_BENCH_CHARTS"] ?? fileURLToPath(new URL("../../../../shared/corpus/helm-charts", import.meta.url)),
);

/** One rendering of every chart that there is, by the name of its folder. */
export function findRenderings(): readonly Rendering[] {
  if (!existsSync(chartsDirectory)) return [];
  const folders = readdirSync(chartsDirectory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap(({ name }) => renderingOf(name) ?? []);
}

function renderingOf(chart: string): Rendering | undefined {
  const folder = join(chartsDirectory, chart);
  if (existsSync(join(folder, "Chart.yaml"))) return { ...plain, chart, folder };
  const recorded = join(folder, "cases", "default");
  if (!existsSync(recorded)) return undefined;
  const { args = [], ...rest } = JSON.parse(readFileSync(join(recorded, "case.json"), "utf8")) as Partial<Rendering> & {
    readonly args?: readonly string[];
  };
  return {
    ...plain,
    ...rest,
    chart,
    folder: join(folder, "chart"),
    valuesFile: join(recorded, "values.yaml"),
    ...flagsOf(args),
  };
}

const plain = {
  release: "rel",
  namespace: "ns",
  kubeVersion: "1.36.0",
  apiVersions: [],
  set: [],
  includeCrds: true,
  skipTests: false,
};

function flagsOf(args: readonly string[]): Partial<Rendering> {
  const after = (flag: string) => args.filter((_, index) => args[index - 1] === flag);
  return {
    set: after("--set"),
    apiVersions: after("--api-versions"),
    includeCrds: args.includes("--include-crds"),
    skipTests: args.includes("--skip-tests"),
  };
}

/** The arguments of the real helm. */
export function argumentsOf(rendering: Rendering): readonly string[] {
  const { release, folder, namespace, kubeVersion, apiVersions, valuesFile, set, includeCrds, skipTests } = rendering;
  return [
    "template",
    release,
    folder,
    "--namespace",
    namespace,
    "--kube-version",
    kubeVersion,
    ...apiVersions.flatMap((version) => ["--api-versions", version]),
    ...(valuesFile === undefined ? [] : ["--values", valuesFile]),
    ...set.flatMap((text) => ["--set", text]),
    ...(includeCrds ? ["--include-crds"] : []),
    ...(skipTests ? ["--skip-tests"] : []),
  ];
}
