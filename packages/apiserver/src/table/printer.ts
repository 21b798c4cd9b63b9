import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";

/** How objects of one resource version are shown as rows of a Table. */
export interface TablePrinter {
  readonly columns: readonly TableColumn[];
  /** One cell for each column; `now` (milliseconds) is for ages. */
  cells(object: KubeObject, now: number): readonly JsonValue[];
  /** Annotations that only one version of the kind has, so that rows do not carry them. */
  readonly unshown?: readonly string[];
}

/** A column as the Table's `columnDefinitions` show it. */
export type TableColumn = JsonObject & {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  /** 0 for the columns that are always shown, more for those of wide output. */
  readonly priority: number;
};
