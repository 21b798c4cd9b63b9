import { createFileTree } from "@flux-ts/base";
import { formatRelease, loadChart, readValues, renderRelease, renderReleaseWithLookups } from "@flux-ts/helm-template";
import { nodePorts } from "@flux-ts/helm-template/node";
import { test } from "vitest";

type Files = { readonly [path: string]: string };

const chartYaml = "apiVersion: v2\nname: c\nversion: 0.1.0\n";
const ports = nodePorts({ now: () => 0 });

function render(files: Files, set: readonly string[] = []) {
  const chart = loadChart(createFileTree({ "Chart.yaml": chartYaml, ...files }));
  return renderRelease(chart, { release: { name: "rel", namespace: "ns" }, values: readValues({ set }), ports });
}

const subchart = (values: string, dependency = ""): Files => ({
  "Chart.yaml": `${chartYaml}dependencies: [{name: sub, version: 1.x${dependency}}]\n`,
  "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
  "charts/sub/values.yaml": values,
  "charts/sub/templates/s.yaml": "s: {{ toJson .Values }}\n",
});

const outputs: Record<string, { files: Files; set?: readonly string[]; want: string }> = {
  "a map that functions are given is the one it was, without its name": {
    files: {
      "values.yaml": "a: {b: 1}\n",
      "templates/t.yaml":
        'v: {{ $m := .Values.AsMap }}{{ $_ := set $m "x" 2 }}{{ $_ = unset (merge .Values (dict "z" 3)) "a" }}' +
        "{{ typeOf .Values }} {{ typeOf $m }} {{ toJson .Values }} {{ toJson $m }}\n",
    },
    want: '---\n# Source: c/templates/t.yaml\nv: common.Values map[string]interface {} {"x":2,"z":3} {"x":2,"z":3}\n',
  },
  "objects come in the order of their kinds": {
    files: {
      "templates/a.yaml": "kind: Pod\n---\nkind: Secret\n",
      "templates/b.yaml": "kind: Zed\n---\nkind: Namespace\n",
    },
    want:
      "---\n# Source: c/templates/b.yaml\nkind: Namespace\n\n---\n# Source: c/templates/a.yaml\nkind: Secret\n\n" +
      "---\n# Source: c/templates/a.yaml\nkind: Pod\n\n---\n# Source: c/templates/b.yaml\nkind: Zed\n",
  },
  "a version of Kubernetes prints short in place only": {
    files: {
      "templates/t.yaml": "a: {{ .Capabilities.KubeVersion }}\nb: {{ print .Capabilities.KubeVersion | quote }}\n",
    },
    want: '---\n# Source: c/templates/t.yaml\na: v1.36.0\nb: "{v1.36.0 v1.36.0 1 36}"\n',
  },
  "values have methods": {
    files: {
      "values.yaml": "m: {a: {b: 1}}\n",
      "templates/t.yaml":
        'a: {{ toJson .Values.AsMap }}\nb: {{ .Values.PathValue "m.a.b" }}\nc: {{ (.Values.Table "m.a").b }}\nd: {{ quote .Values.YAML }}\n',
    },
    want: '---\n# Source: c/templates/t.yaml\na: {"m":{"a":{"b":1}}}\nb: 1\nc: 1\nd: "m:\\n  a:\\n    b: 1\\n"\n',
  },
  "the root has Helm's type": {
    files: { "templates/t.yaml": "a: {{ typeOf . }}\nb: {{ toJson .Chart.Annotations }}\n" },
    want: "---\n# Source: c/templates/t.yaml\na: common.Values\nb: null\n",
  },
  "a null of the user takes a default away": {
    files: { "values.yaml": "a: {b: 1, c: 2}", "templates/t.yaml": "v: {{ toJson .Values }}" },
    set: ["a.b=null"],
    want: '---\n# Source: c/templates/t.yaml\nv: {"a":{"c":2}}\n',
  },
  "what is not there prints nothing": {
    files: { "templates/t.yaml": "v: [{{ .Values.x }}]" },
    want: "---\n# Source: c/templates/t.yaml\nv: []\n",
  },
  "globals are handed down": {
    files: { ...subchart("x: 1"), "values.yaml": "global: {g: 1}" },
    want: '---\n# Source: c/charts/sub/templates/s.yaml\ns: {"global":{"g":1},"x":1}\n',
  },
  "a condition turns a subchart off": { files: subchart("enabled: false", ", condition: sub.enabled"), want: "\n" },
  "an alias is the name of a subchart": {
    files: subchart("x: 1", ", alias: other"),
    set: ["other.x=2"],
    want: '---\n# Source: c/charts/other/templates/s.yaml\ns: {"global":{},"x":2}\n',
  },
  "a parent's templates replace those of its children": {
    files: {
      "templates/_h.tpl": '{{ define "h" }}parent{{ end }}',
      "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
      "charts/sub/templates/_h.tpl": '{{ define "h" }}child{{ end }}',
      "charts/sub/templates/s.yaml": 's: {{ include "h" . }}\n',
    },
    want: "---\n# Source: c/charts/sub/templates/s.yaml\ns: parent\n",
  },
  "files are found by patterns": {
    files: {
      "conf/a.txt": "1",
      "conf/b/c.txt": "2",
      "templates/t.yaml": 'v: {{ range $p, $_ := .Files.Glob "conf/*" }}{{ $p }}{{ end }}',
    },
    want: "---\n# Source: c/templates/t.yaml\nv: conf/a.txt\n",
  },
};

test.for(Object.entries(outputs))("%s", ([, { files, set = [], want }], { expect }) => {
  expect(formatRelease(render(files, set))).toBe(want);
});

const failures: Record<string, { files: Files; want: string }> = {
  "maps of another type in dig": {
    files: { "templates/t.yaml": '{{ dig "a" "b" .Values }}\n' },
    want:
      'template: c/templates/t.yaml:1:3: executing "c/templates/t.yaml" at <dig "a" "b" .Values>: error calling dig: interface ' +
      "conversion: interface {} is common.Values, not map[string]interface {}",
  },
  "subcharts with a number for values": {
    files: { ...subchart(""), "values.yaml": "sub: 12345678901\n" },
    want: "chart dependencies processing failed: type mismatch on sub: %!t(float64=1.2345678901e+10)",
  },
  "a nil pointer": {
    files: { "templates/t.yaml": "{{ .Values.a.b }}" },
    want: 'c/templates/t.yaml:1:10\n  executing "c/templates/t.yaml" at <.Values.a.b>:\n    nil pointer evaluating interface {}.b',
  },
  "what the author refuses": {
    files: { "templates/t.yaml": '{{ required "need a" .Values.a }}' },
    want: "execution error at (c/templates/t.yaml:1:3): need a",
  },
  "a path that leads to no value": {
    files: { "templates/t.yaml": '{{ .Values.PathValue "a.b" }}' },
    want:
      'template: c/templates/t.yaml:1:10: executing "c/templates/t.yaml" at <.Values.PathValue>: error calling PathValue: ' +
      '"b" is not a value',
  },
  "a template that does not parse": {
    files: { "templates/t.yaml": "{{ nope }}" },
    want: 'parse error at (c/templates/t.yaml:1): function "nope" not defined',
  },
  "output that is no YAML": {
    files: { "templates/t.yaml": "a: b: c\n" },
    want: "YAML parse error on c/templates/t.yaml: error converting YAML to JSON: yaml: mapping values are not allowed in this context",
  },
  "another Kubernetes": {
    files: { "Chart.yaml": `${chartYaml}kubeVersion: ">=1.99"\n` },
    want: "chart requires kubeVersion: >=1.99 which is incompatible with Kubernetes v1.36.0",
  },
  "a library": { files: { "Chart.yaml": `${chartYaml}type: library\n` }, want: "library charts are not installable" },
};

test.for(Object.entries(failures))("refuses %s", ([, { files, want }], { expect }) => {
  expect(() => render(files)).toThrow(expect.objectContaining({ name: "HelmError", message: want }));
});

test("a fault of a template has its place", ({ expect }) => {
  const run = () => render({ "templates/t.yaml": "a: 1\nb: {{ .Values.a.b }}" });
  expect(run).toThrow(
    expect.objectContaining({ code: "template", position: { file: "c/templates/t.yaml", line: 2, column: 14 } }),
  );
});

test("hooks are apart, with events, weight and policies", ({ expect }) => {
  const annotations =
    '{helm.sh/hook: "pre-install, test-success", helm.sh/hook-weight: "-5", helm.sh/hook-delete-policy: hook-failed}';
  const { hooks, manifest } = render({
    "templates/h.yaml": `kind: Job\nmetadata: {name: h, annotations: ${annotations}}\n`,
  });
  expect(manifest).toBe("");
  expect(hooks).toMatchObject([
    { name: "h", kind: "Job", events: ["pre-install", "test"], weight: -5, deletePolicies: ["hook-failed"] },
  ]);
});

test("renderings do not see what templates of others change", ({ expect }) => {
  const chart = loadChart(
    createFileTree({
      "Chart.yaml": chartYaml,
      "values.yaml": "n: 1",
      "templates/t.yaml": '{{ $_ := set .Values "n" (add .Values.n 1) }}v: {{ .Values.n }}',
    }),
  );
  const options = { release: { name: "rel", namespace: "ns" }, ports };
  expect(renderRelease(chart, options).manifest).toBe(renderRelease(chart, options).manifest);
});

test("lookups are fetched, and what is random stays between renderings", async ({ expect }) => {
  const template = [
    '{{ $first := lookup "v1" "Secret" "ns" "a" }}',
    '{{ $second := lookup "v1" "Secret" "ns" (get $first "next" | toString) }}',
    "v: [{{ $second.port }}, {{ randAlpha 4 }}]",
  ].join("");
  const chart = loadChart(createFileTree({ "Chart.yaml": chartYaml, "templates/t.yaml": template }));
  const asked: string[] = [];
  let draws = 0;
  const random = (size: number) => new Uint8Array(size).fill(draws++);
  const options = { release: { name: "rel", namespace: "ns" }, ports: nodePorts({ random }) };
  const objects: Record<string, { next?: string; port?: number }> = { a: { next: "b" }, b: { port: 8080 } };
  const { manifest } = await renderReleaseWithLookups(chart, options, {
    lookup: async ({ name }) => {
      asked.push(name);
      return objects[name];
    },
  });
  expect(asked).toEqual(["a", "", "b"]);
  expect(manifest).toMatch(/^v: \[8080, [a-zA-Z]{4}\]$/m);
});

test("templates that always look for something else are stopped", async ({ expect }) => {
  const template = 'v: {{ lookup "v1" "Secret" "ns" (randAlpha 8) | toJson }}';
  const chart = loadChart(
    createFileTree({
      "Chart.yaml": chartYaml,
      "templates/t.yaml": `{{ $n := "x" }}{{ range until 20 }}{{ $o := lookup "v1" "Secret" "ns" $n }}{{ $n = get $o "next" | toString }}{{ end }}${template}`,
    }),
  );
  let count = 0;
  const options = { release: { name: "rel", namespace: "ns" }, ports };
  const run = renderReleaseWithLookups(chart, options, { lookup: async () => ({ next: `n${count++}` }) });
  await expect(run).rejects.toThrow("is new in rendering 8");
});
