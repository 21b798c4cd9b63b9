import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import type { Chart, ChartFile } from "../chart/chart.ts";
import { HelmError } from "../errors.ts";
import { explainJson } from "../functions/json-errors.ts";
import { formatFaults } from "./fault.ts";
import { SchemaDocument, SchemaError } from "./schema.ts";
import { validate } from "./validate.ts";

/**
 * Whether the values meet the values.schema.json of a chart and of its subcharts.
 *
 * @throws HelmError that names every fault
 */
export function checkSchema(chart: Chart, values: JsonObject): void {
  const report = reportOf(chart, values);
  if (report === "") return;
  const details = report.split("\n").filter((line) => line.startsWith("- "));
  const text = `values don't meet the specifications of the schema(s) in the following chart(s):\n${report}`;
  throw new HelmError("schema", text, { details });
}

function reportOf(chart: Chart, values: JsonObject): string {
  const { schema, metadata, dependencies } = chart;
  const own = schema === undefined ? "" : schemaReport(schema, values);
  const inner = dependencies.map((child) => {
    const childValues = getOwn(values, child.metadata.name);
    return isJsonObject(childValues) ? reportOf(child, childValues) : "";
  });
  return (own === "" ? "" : `${metadata.name}:\n${own}`) + inner.join("");
}

/** What the values do not meet of one schema, a line each; "" when there is nothing. */
export function schemaReport(file: ChartFile, values: JsonObject): string {
  try {
    return formatFaults(validate(documentOf(file), values));
  } catch (error) {
    if (error instanceof SchemaError) return `${error.message}\n`;
    throw error;
  }
}

const documents = new WeakMap<ChartFile, SchemaDocument>();

function documentOf(file: ChartFile): SchemaDocument {
  let document = documents.get(file);
  if (document === undefined) {
    document = new SchemaDocument(parse(file));
    documents.set(file, document);
  }
  return document;
}

function parse({ bytes }: ChartFile): JsonValue {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw new SchemaError(explainJson(text).replace("unexpected end of JSON input", "unexpected EOF"), {
      cause: error,
    });
  }
}
