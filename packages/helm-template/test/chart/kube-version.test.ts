import { createFileTree } from "@flux-ts/base";
import { loadChart, offlineCapabilities, renderRelease } from "@flux-ts/helm-template";
import { nodePorts } from "@flux-ts/helm-template/node";
import { test } from "vitest";

const template =
  "v: '{{ with .Capabilities.KubeVersion }}{{ .Version }} {{ . }} {{ .Major }} {{ .Minor }} {{ .GitVersion }}{{ end }}'";
const release = { name: "r", namespace: "n" };

function render(version: string, constraint = ">=0.0.0-0"): string {
  const chart = loadChart(
    createFileTree({
      "Chart.yaml": `apiVersion: v2\nname: c\nversion: 0.1.0\nkubeVersion: "${constraint}"\n`,
      "templates/t.yaml": template,
    }),
  );
  const options = { release, capabilities: offlineCapabilities(version), ports: nodePorts() };
  return /'(.*)'/.exec(renderRelease(chart, options).manifest)?.[1] ?? "";
}

// What Helm 4.2.4 printed.
const versions: Record<string, string> = {
  "1.28.3": "v1.28.3 v1.28.3 1 28 v1.28.3",
  "v1.28": "v1.28 v1.28 1 28 v1.28",
  "1.28+": "v1.28+ v1.28 1 28 v1.28+",
  "1.28.3-gke.1": "v1.28.3-gke.1 v1.28.3 1 28 v1.28.3-gke.1",
  "1.28.3+b_1": "v1.28.3+b_1 v1.28.3 1 28 v1.28.3+b_1",
  "1.028": "v1.028 v1.28 1 28 v1.028",
  "1.28.": "v1.28. v1.28 1 28 v1.28.",
};

test.for(Object.entries(versions))("%j is a version of Kubernetes", ([version, want], { expect }) => {
  expect(render(version)).toBe(want);
});

const faults: Record<string, string> = {
  "1": 'illegal version string "1"',
  v: 'could not parse "v" as version',
  "1.28\n": 'could not parse "1.28\\n" as version',
  "01.2": 'illegal zero-prefixed version component "01" in "01.2"',
  "1.99999999999999999999":
    'illegal non-numeric version component "99999999999999999999" in "1.99999999999999999999": strconv.ParseUint: ' +
    'parsing "99999999999999999999": value out of range',
};

test.for(Object.entries(faults))("%j is none", ([version, want], { expect }) => {
  expect(() => offlineCapabilities(version)).toThrow(`invalid kube version '${version}': ${want}`);
});

test("a chart is held against the numbers alone", ({ expect }) => {
  expect(render("1.28.3-gke.1", ">=1.28")).not.toBe("");
  expect(() => render("1.28+", ">=1.29")).toThrow(
    "chart requires kubeVersion: >=1.29 which is incompatible with Kubernetes v1.28+",
  );
  expect(() => render("1.29.3.4", ">=1.28")).toThrow(
    "chart requires kubeVersion: >=1.28 which is incompatible with Kubernetes v1.29.3.4",
  );
});
