// Renders charts as `helm template` does and prints them. Input: the renderings, and how often all of them are done.
import { readFileSync } from "node:fs";
import { formatRelease, loadChart, offlineCapabilities, readValues, renderRelease } from "@flux-ts/helm-template";
import type { Chart } from "@flux-ts/helm-template";
import { nodePorts } from "@flux-ts/helm-template/node";
import type { Rendering } from "../helm/renderings.ts";
import { diskTree } from "../kustomize/disk-tree.ts";
import { programInput } from "./run.ts";

const { renderings } = programInput() as { readonly renderings: readonly Rendering[] };
const charts = new Map<string, Chart>();
const ports = nodePorts();
for (const rendering of renderings) process.stdout.write(render(rendering));

function render({
  folder,
  release,
  namespace,
  valuesFile,
  set,
  includeCrds,
  skipTests,
  ...cluster
}: Rendering): string {
  const files = valuesFile === undefined ? [] : [{ name: valuesFile, text: readFileSync(valuesFile, "utf8") }];
  const rendered = renderRelease(chartOf(folder), {
    release: { name: release, namespace },
    values: readValues({ files, set }),
    capabilities: offlineCapabilities(cluster.kubeVersion, cluster.apiVersions),
    includeCrds,
    ports,
  });
  return formatRelease(rendered, { tests: !skipTests });
}

/** A chart is loaded once, whatever number of releases use it. */
function chartOf(folder: string): Chart {
  const known = charts.get(folder);
  if (known !== undefined) return known;
  const chart = loadChart(diskTree(folder));
  charts.set(folder, chart);
  return chart;
}
