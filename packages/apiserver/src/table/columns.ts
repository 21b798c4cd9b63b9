import type { JsonValue, KubeObject } from "@flux-ts/base";
import { ageOf } from "./age.ts";
import type { TableColumn, TablePrinter } from "./printer.ts";

/** A column together with what it shows of an object. */
export interface Column {
  readonly definition: TableColumn;
  readonly cell: Cell;
}

type Cell = (object: KubeObject, now: number) => JsonValue;

/** A column of plain output. Built-in columns carry no description: their names say it. */
export function column(name: string, cell: Cell, type: "string" | "integer" | "boolean" = "string"): Column {
  return { definition: { name, type, format: "", description: "", priority: 0 }, cell };
}

/** A column that clients show as they show names. */
export function nameLike(name: string, cell: Cell): Column {
  const { definition } = column(name, cell);
  return { definition: { ...definition, format: "name" }, cell };
}

/** A column of wide output only. */
export function wide(name: string, cell: Cell): Column {
  const { definition } = column(name, cell);
  return { definition: { ...definition, priority: 1 }, cell };
}

export const nameColumn: Column = {
  definition: { name: "Name", type: "string", format: "name", description: "Name of the object", priority: 0 },
  cell: ({ metadata }) => metadata.name,
};

export const ageColumn: Column = column("Age", ({ metadata }, now) => ageOf(metadata.creationTimestamp, now));

/** A time that clients turn into an age. */
export const createdColumn: Column = {
  definition: { name: "Created At", type: "date", format: "", description: "Time of creation", priority: 0 },
  cell: ({ metadata }) => metadata.creationTimestamp ?? null,
};

export function createPrinter(columns: readonly Column[]): TablePrinter {
  return {
    columns: columns.map(({ definition }) => definition),
    cells: (object, now) => columns.map(({ cell }) => cell(object, now)),
  };
}
