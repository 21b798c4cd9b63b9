import { createFileTree } from "@flux-ts/base";
import { loadChart, readValues, renderRelease } from "@flux-ts/helm-template";
import { nodePorts } from "@flux-ts/helm-template/node";
import { test } from "vitest";
import cases from "./coalesce-cases.json" with { type: "json" };

type Recorded = { readonly files: { readonly [path: string]: string }; readonly user: string; readonly want: string };

function valuesOf({ files, user }: Recorded): string {
  const tree = createFileTree({ ...files, "templates/v.yaml": "v: {{ toJson .Values }}" });
  const options = {
    release: { name: "rel", namespace: "ns" },
    values: readValues({ files: [{ name: "v.yaml", text: user }] }),
    ports: nodePorts(),
  };
  try {
    return /^v: (.*)$/m.exec(renderRelease(loadChart(tree), options).manifest)?.[1] ?? "";
  } catch (error) {
    return error instanceof Error ? `Error: ${error.message}` : String(error);
  }
}

// Charts of random values with nulls, globals, conditions, tags and imports, and what Helm 4.2.4 answered.
test.for((cases as readonly unknown[] as readonly Recorded[]).map((recorded, index) => [index, recorded] as const))(
  "values of charts and subcharts are put together as Helm does: %i",
  ([, recorded], { expect }) => {
    expect(valuesOf(recorded)).toBe(recorded.want);
  },
);
