import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonObject } from "@flux-ts/base";
import type { Chart, ChartFile } from "../chart/chart.ts";
import { HelmError } from "../errors.ts";
import { CompiledSchema } from "./compile.ts";
import { SchemaError } from "./error.ts";
import { formatFaults } from "./fault.ts";
import { notFetched, schemaLoader } from "./load.ts";
import type { ReadSchema } from "./load.ts";

/**
 * Whether the values meet the values.schema.json of a chart and of its subcharts.
 *
 * @throws HelmError that names every fault
 */
export function checkSchema(chart: Chart, values: JsonObject, read?: ReadSchema): void {
  const report = reportOf(chart, values, read);
  if (report === "") return;
  const details = report.split("\n").filter((line) => line.startsWith("- "));
  const text = `values don't meet the specifications of the schema(s) in the following chart(s):\n${report}`;
  throw new HelmError("schema", text, { details });
}

function reportOf(chart: Chart, values: JsonObject, read: ReadSchema | undefined): string {
  const { schema, metadata, dependencies } = chart;
  const own = schema === undefined ? "" : schemaReport(schema, values, read);
  const inner = dependencies.map((child) => {
    const childValues = getOwn(values, child.metadata.name);
    return isJsonObject(childValues) ? reportOf(child, childValues, read) : "";
  });
  return (own === "" ? "" : `${metadata.name}:\n${own}`) + inner.join("");
}

/** What the values do not meet of one schema, a line each; "" when there is nothing. */
export function schemaReport(file: ChartFile, values: JsonObject, read?: ReadSchema): string {
  try {
    return formatFaults(compiledOf(file, read).validate(values));
  } catch (error) {
    if (error instanceof SchemaError) return `${error.message}\n`;
    throw error;
  }
}

const compiled = new WeakMap<ChartFile, CompiledSchema>();

/** A schema is compiled once, unless it has parts at other addresses: these may change. */
function compiledOf(file: ChartFile, read: ReadSchema | undefined): CompiledSchema {
  const known = compiled.get(file);
  if (known !== undefined) return known;
  let isWhole = true;
  const load = schemaLoader((url) => {
    isWhole = false;
    if (read === undefined) throw new Error(notFetched(url));
    return read(url);
  });
  const schema = new CompiledSchema(new TextDecoder().decode(file.bytes), load);
  if (isWhole) compiled.set(file, schema);
  return schema;
}
