import { createFileTree } from "@flux-ts/base";
import { loadChart, renderRelease } from "@flux-ts/helm-template";
import { nodePorts } from "@flux-ts/helm-template/node";
import { test } from "vitest";
import cases from "./cases.json" with { type: "json" };

const chartYaml = "apiVersion: v2\nname: c\nversion: 0.1.0\n";
const head = "values don't meet the specifications of the schema(s) in the following chart(s):\n";

/** What Helm says; "" when it is content. */
function faultsOf(schema: string, values: unknown): string {
  const files = { "Chart.yaml": chartYaml, "values.schema.json": schema, "values.yaml": JSON.stringify(values) };
  try {
    renderRelease(loadChart(createFileTree(files)), { release: { name: "rel", namespace: "ns" }, ports: nodePorts() });
    return "";
  } catch (error) {
    return error instanceof Error ? error.message.replace(head, "").trimEnd() : String(error);
  }
}

/** Lines of faults have no order in Helm. */
const sorted = (text: string) => text.split("\n").toSorted();

// What Helm 4.2.4 answered.
test.for(cases.map((recorded, index) => [`${index}: ${recorded.schema}`, recorded] as const))(
  "%s",
  ([, { schema, values, want }], { expect }) => {
    expect(sorted(faultsOf(schema, values))).toEqual(sorted(want));
  },
);
