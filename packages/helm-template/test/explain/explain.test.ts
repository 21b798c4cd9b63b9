import { createFileTree } from "@flux-ts/base";
import { explainValues, HelmError, loadChart, readValues, renderRelease } from "@flux-ts/helm-template";
import type { ValueHint } from "@flux-ts/helm-template";
import { nodePorts } from "@flux-ts/helm-template/node";
import { test } from "vitest";

type Files = { readonly [path: string]: string };

const chartYaml = "apiVersion: v2\nname: c\nversion: 0.1.0\n";
const userFile = { name: "prod.yaml", text: "web:\n  port: 80\nsub:\n  image: null\n" };

function explain(files: Files): readonly ValueHint[] {
  const chart = loadChart(createFileTree({ "Chart.yaml": chartYaml, ...files }));
  const options = {
    release: { name: "rel", namespace: "ns" },
    values: readValues({ files: [userFile] }),
    ports: nodePorts(),
  };
  try {
    renderRelease(chart, options);
  } catch (error) {
    if (error instanceof HelmError) return explainValues(error, chart, [userFile]);
    throw error;
  }
  throw new Error("It was rendered");
}

const at = (file: string, line: number, column: number) => ({ file, line, column });

const cases: Record<string, { files: Files; want: readonly ValueHint[] }> = {
  "what has no value is named, with the map around it": {
    files: { "templates/t.yaml": "a: {{ .Values.web.tls.secret }}\n" },
    want: [
      {
        key: "web.tls",
        position: at("prod.yaml", 2, 3),
        fix: "Set web.tls to a map with secret: it has no value",
      },
    ],
  },
  "a number where a text is needed": {
    files: { "templates/t.yaml": "a: {{ upper .Values.web.port }}\n" },
    want: [
      {
        key: "web.port",
        position: at("prod.yaml", 2, 9),
        fix: "Put web.port into quotes: it is a number and must be a text",
      },
    ],
  },
  "a default of the chart": {
    files: { "values.yaml": "name: x\n", "templates/t.yaml": "a: {{ .Values.name.first }}\n" },
    want: [
      {
        key: "name",
        position: at("c/values.yaml", 1, 7),
        fix: "Make name a map with first: it is none",
      },
    ],
  },
  "a value of a subchart": {
    files: {
      "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
      "charts/sub/values.yaml": "tag: 1\n",
      "charts/sub/templates/t.yaml": "a: {{ trim .Values.tag }}\n",
    },
    want: [
      {
        key: "sub.tag",
        position: at("c/charts/sub/values.yaml", 1, 6),
        fix: "Put sub.tag into quotes: it is a number and must be a text",
      },
    ],
  },
  "what a schema refuses": {
    files: { "values.schema.json": '{"properties": {"web": {"properties": {"port": {"type": "string"}}}}}' },
    want: [{ key: "web.port", position: at("prod.yaml", 2, 9), fix: "web.port: got number, want string" }],
  },
  "what says nothing of values": { files: { "templates/t.yaml": '{{ fail "no" }}' }, want: [] },
};

test.for(Object.entries(cases))("%s", ([, { files, want }], { expect }) => {
  expect(explain(files)).toEqual(want);
});
