import type { JsonValue, KubeObject } from "@flux-ts/base";
import { stringifyJson } from "@flux-ts/base";
import type { PrinterColumn } from "../crd/definition.ts";
import { ageOf } from "./age.ts";
import type { Column } from "./columns.ts";
import { ageColumn, createPrinter, nameColumn } from "./columns.ts";
import { parseJsonPath } from "./json-path.ts";
import type { TablePrinter } from "./printer.ts";

const dateAgeColumn: Column = { ...ageColumn, definition: { ...ageColumn.definition, type: "date" } };

/** The rows of a custom resource: the columns its definition names, or its age. */
export function customPrinter(columns: readonly PrinterColumn[] = []): TablePrinter {
  return createPrinter([nameColumn, ...(columns.length === 0 ? [dateAgeColumn] : columns.map(toColumn))]);
}

function toColumn({ name, type, jsonPath, format = "", description = "", priority = 0 }: PrinterColumn): Column {
  const path = parseJsonPath(jsonPath);
  const text = description === "" ? `Custom resource definition column (in JSONPath format): ${jsonPath}` : description;
  return {
    definition: { name, type, format, description: text, priority },
    cell: (object: KubeObject, now) => {
      const [value = null] = path?.(object) ?? [];
      return cellOf(value, type, now);
    },
  };
}

/** Values that are not of the column's type show nothing, but strings show everything. */
function cellOf(value: JsonValue, type: string, now: number): JsonValue {
  switch (type) {
    case "string":
      return value === null || typeof value === "string" ? value : stringifyJson(value);
    case "integer":
      return typeof value === "number" ? Math.trunc(value) : typeof value === "bigint" ? value : null;
    case "number":
      return typeof value === "number" || typeof value === "bigint" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    case "date":
      return typeof value === "string" ? dateCell(value, now) : null;
    default:
      return null;
  }
}

function dateCell(time: string, now: number): string {
  return Number.isNaN(Date.parse(time)) ? "<invalid>" : ageOf(time, now);
}
