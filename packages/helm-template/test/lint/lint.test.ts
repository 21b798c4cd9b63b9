import { createFileTree } from "@flux-ts/base";
import { formatMessages, lintChart, readChartFolder } from "@flux-ts/helm-template";
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
