import { createFileTree } from "@flux-ts/base";
import { formatMessages, lintChart, offlineCapabilities, readChartFolder } from "@flux-ts/helm-template";
import { nodePorts } from "@flux-ts/helm-template/node";
import { test } from "vitest";

type Files = { readonly [path: string]: string };

const chartYaml = "apiVersion: v2\nname: c\nversion: 0.1.0\nicon: https://x.io/i.png\n";
const object = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n";
const settled: Files = { "Chart.yaml": chartYaml, "values.yaml": "", "templates/t.yaml": object };

const lint = (files: Files) =>
  formatMessages(lintChart(readChartFolder(createFileTree({ ...settled, ...files })), { ports: nodePorts() }));

const cases: Record<string, { files: Files; want: string }> = {
  "a settled chart has no messages": { files: {}, want: "" },
  "an icon is recommended": {
    files: { "Chart.yaml": chartYaml.replace(/icon.*/, "") },
    want: "[INFO] Chart.yaml: icon is recommended\n",
  },
  "addresses are checked": {
    files: { "Chart.yaml": `${chartYaml}sources: [foo]\nmaintainers: [{name: a, email: bad}]\n` },
    want: "[ERROR] Chart.yaml: invalid email 'bad' for maintainer 'a'\n[ERROR] Chart.yaml: invalid source URL 'foo'\n",
  },
  "a version is complete": {
    files: { "Chart.yaml": chartYaml.replace("0.1.0", "'1.2'") },
    want: "[WARNING] Chart.yaml: version '1.2' is not a valid SemVerV2\n",
  },
  "a version is a text": {
    files: { "Chart.yaml": chartYaml.replace("0.1.0", "1.2") },
    want:
      "[ERROR] Chart.yaml: version should be of type string but it's of type float64\n" +
      "[WARNING] Chart.yaml: version '1.2' is not a valid SemVerV2\n",
  },
  "a chart of version 1 has neither type nor dependencies": {
    files: { "Chart.yaml": `${chartYaml.replace("v2", "v1")}type: application\n` },
    want: "[ERROR] Chart.yaml: chart type is not valid in apiVersion 'v1'. It is valid in apiVersion 'v2'\n",
  },
  "fields that there are not are named": {
    files: { "Chart.yaml": `${chartYaml}foo: 1\n` },
    want:
      "[WARNING] Chart.yaml: failed to strictly parse chart metadata file\n" +
      '\terror unmarshaling JSON: while decoding JSON: json: unknown field "foo"\n',
  },
  "templates see a namespace": {
    files: { "templates/t.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Namespace }}\n" },
    want: "",
  },
  "what an author refuses is let through": {
    files: { "templates/t.yaml": `${object}  a: {{ fail "no" }}\n` },
    want: "",
  },
  "templates that fail end it": {
    files: { "templates/t.yaml": "a: {{ .Values.x.y }}\n" },
    want:
      '[ERROR] templates/: c/templates/t.yaml:1:13\n  executing "c/templates/t.yaml" at <.Values.x.y>:\n' +
      "    nil pointer evaluating interface {}.y\n",
  },
  "nothing but a comment stands beside a separator": {
    files: { "templates/t.yaml": `${object}--- # c\n${object}--- foo: 1\n` },
    want: "[ERROR] templates/t.yaml: unable to parse YAML: invalid Yaml document separator: foo: 1\n",
  },
  "APIs are on their way out": {
    files: {
      "templates/t.yaml":
        "apiVersion: v1\nkind: EndpointsList\nmetadata: {name: x}\n---\napiVersion: apps/v1beta2\nkind: Scale\nmetadata: {name: x}\n",
    },
    want:
      "[WARNING] templates/t.yaml: v1 EndpointsList is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSliceList\n" +
      "[WARNING] templates/t.yaml: apps/v1beta2 Scale is deprecated in v1.9+, unavailable in v1.16+; use autoscaling/v1 Scale\n",
  },
  "nulls that a chart has for its subcharts are seen by schemas": {
    files: {
      "values.yaml": "s: {p: null}\n",
      "Chart.yaml": `${chartYaml}dependencies: [{name: s, version: 0.1.0}]\n`,
      "charts/s/Chart.yaml": "apiVersion: v2\nname: s\nversion: 0.1.0\n",
      "charts/s/values.schema.json": '{"properties": {"p": {"type": "string"}}}',
    },
    want:
      "[ERROR] templates/: values don't meet the specifications of the schema(s) in the following chart(s):\n" +
      "s:\n- at '/p': got null, want string\n\n",
  },
  "extensions are checked": {
    files: { "templates/c.foo": "" },
    want: "[ERROR] templates/c.foo: file extension '.foo' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt\n",
  },
  "names are those of the kind": {
    files: { "templates/t.yaml": "kind: Namespace\nmetadata: {name: a.b}\n---\nkind: Role\nmetadata: {name: 'a:b'}\n" },
    want:
      '[WARNING] templates/t.yaml: object name does not conform to Kubernetes naming requirements: "a.b": ' +
      'metadata.name: Invalid value: "a.b": must not contain dots\n',
  },
  "APIs that are gone are named": {
    files: { "templates/t.yaml": "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: x}\n" },
    want:
      "[WARNING] templates/t.yaml: policy/v1beta1 PodDisruptionBudget is deprecated in v1.21+, unavailable in v1.25+; " +
      "use policy/v1 PodDisruptionBudget\n",
  },
  "charts that are missing are named": {
    files: { "Chart.yaml": `${chartYaml}dependencies: [{name: s, version: 1}]\n` },
    want: "[WARNING] .: chart directory is missing these dependencies: s\n",
  },
};

test.for(Object.entries(cases))("%s", ([, { files, want }], { expect }) => {
  expect(lint(files)).toBe(want);
});

test("an API is deprecated from a version of Kubernetes on", ({ expect }) => {
  const template = "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: x}\n";
  const files = readChartFolder(createFileTree({ ...settled, "templates/t.yaml": template }));
  const lintFor = (version: string) =>
    lintChart(files, { ports: nodePorts(), capabilities: offlineCapabilities(version) }).map(({ text }) => text);
  expect(lintFor("1.20.9")).toEqual([]);
  expect(lintFor("1.21.0")).toEqual([
    "batch/v1beta1 CronJob is deprecated in v1.21+, unavailable in v1.25+; use batch/v1 CronJob",
  ]);
});

test("an empty folder of templates is one, too", ({ expect }) => {
  const files = readChartFolder(createFileTree({ "Chart.yaml": chartYaml, "values.yaml": "" }));
  const text = "directory does not exist";
  expect(lintChart(files, { ports: nodePorts() })).toEqual([{ severity: "WARNING", path: "templates/", text }]);
  expect(lintChart(files, { ports: nodePorts(), hasTemplates: true })).toEqual([]);
});
