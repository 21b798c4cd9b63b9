import type { JsonObject, KubeObject } from "@flux-ts/base";
import { toMetadata } from "../view/metadata.ts";
import type { ListMeta, View } from "../view/view.ts";
import { show, watchEvent } from "../view/view.ts";
import type { TablePrinter } from "./printer.ts";

/** What of an object a row carries beside its cells. */
export type IncludedObject = "None" | "Metadata" | "Object";

interface TableViewOptions {
  readonly printer: TablePrinter;
  readonly include: IncludedObject;
  /** Milliseconds since 1970: ages are told as of now, so nothing is shared between requests. */
  readonly now: () => number;
}

/** Objects as rows of a Table. One view serves one request: in a watch only its first event names the columns. */
export function createTableView({ printer, include, now }: TableViewOptions): View {
  const { columns } = printer;
  let columnsSent = false;
  const rowOf = (object: KubeObject): JsonObject => ({
    cells: printer.cells(object, now()),
    object: included(object, include, printer.unshown ?? []),
  });
  const table = (metadata: JsonObject, rows: readonly JsonObject[], withColumns = true): JsonObject => ({
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions: withColumns ? columns : null,
    rows,
  });
  return {
    object: (object) => show(table(metaOf(object), [rowOf(object)])),
    list: (objects, meta: ListMeta) => show(table(meta, objects.map(rowOf))),
    event: (type, object) => {
      const value = table(metaOf(object), [rowOf(object)], !columnsSent);
      columnsSent = true;
      return watchEvent(type, value);
    },
    bookmark: (resourceVersion, annotations) => {
      const metadata = { resourceVersion, ...(annotations && { annotations }) };
      const row = { cells: columns.map(() => null), object: { ...bookmarkRow, metadata } };
      const value = table({ resourceVersion }, [row], !columnsSent);
      columnsSent = true;
      return watchEvent("BOOKMARK", value);
    },
  };
}

const bookmarkRow = { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1" };

function included(object: KubeObject, include: IncludedObject, unshown: readonly string[]): JsonObject | null {
  switch (include) {
    case "None":
      return null;
    case "Metadata":
      return toMetadata(unshown.length === 0 ? object : withoutAnnotations(object, unshown));
    case "Object":
      return object;
  }
}

function withoutAnnotations(object: KubeObject, unshown: readonly string[]): KubeObject {
  const { annotations = {}, ...metadata } = object.metadata;
  const shown = Object.entries(annotations).filter(([key]) => !unshown.includes(key));
  if (shown.length === 0) return { ...object, metadata };
  return { ...object, metadata: { ...metadata, annotations: Object.fromEntries(shown) } };
}

function metaOf({ metadata: { resourceVersion } }: KubeObject): JsonObject {
  return resourceVersion === undefined ? {} : { resourceVersion };
}
