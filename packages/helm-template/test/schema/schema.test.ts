import { createFileTree } from "@flux-ts/base";
import { loadChart, renderRelease } from "@flux-ts/helm-template";
import { nodePorts } from "@flux-ts/helm-template/node";
import { test } from "vitest";
import cases from "./cases.json" with { type: "json" };
import formats from "./formats.json" with { type: "json" };

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

// What Helm 4.2.4 answered: a format, a text, and why it is not of it.
test.for(formats as [string, string, string][])("%s: %j", ([format, text, want], { expect }) => {
  const schema = { $schema: "http://json-schema.org/draft-07/schema#", properties: { a: { format } } };
  const [, reason = ""] = faultsOf(JSON.stringify(schema), { a: text }).split(` is not valid ${format}: `);
  expect(reason).toBe(want);
});

const hostile: Record<string, { schema: string; want: string }> = {
  "refer to themselves in several ways": {
    schema: JSON.stringify({
      $ref: "#/$defs/d0",
      $defs: Object.fromEntries([
        ...Array.from({ length: 40 }, (_, n) => {
          const next = { $ref: `#/$defs/d${n + 1}` };
          return [`d${n}`, { allOf: [next, next] }];
        }),
        ["d40", {}],
      ]),
    }),
    want: "the schema looks at values more than 1000000 times",
  },
  "are nested without end": {
    schema: `${'{"not":'.repeat(20_000)}{}${"}".repeat(20_000)}`,
    want: "the schema is nested too deep",
  },
};

test.for(Object.entries(hostile))("schemas that %s are given up", ([, { schema, want }], { expect }) => {
  expect(faultsOf(schema, {})).toBe(`c:\n${want}`);
});
