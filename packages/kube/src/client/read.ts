import { isJsonObject, type JsonObject, type JsonValue, type KubeObject, stringifyJson } from "@flux-ts/base";
import { isGone, isNotFound, KubeError } from "../errors.ts";
import { type ObjectKey, type Target } from "../target.ts";
import type {
  GetOptions,
  ListOptions,
  LogOptions,
  ObjectList,
  Table,
  TableColumn,
  TableOptions,
  TableRow,
} from "./client.ts";
import { asKind, callOn, type ClientContext, fieldOf, headerOf, objectIn } from "./context.ts";
import { pathOf, queryOf, requireNamespace } from "./place.ts";

const defaultPageSize = 500;

/** Media types by which the server is asked for something else than the objects. */
export const accept = {
  header: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
  headers: "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json",
  table: "application/json;as=Table;g=meta.k8s.io;v=v1,application/json",
} as const;

export async function getObject<T extends KubeObject>(
  context: ClientContext,
  key: ObjectKey,
  { metadataOnly = false, resourceVersion, subresource, signal }: GetOptions = {},
): Promise<T> {
  const answer = await callOn(
    context,
    key,
    (resource) => {
      requireNamespace(resource, key);
      return {
        method: "GET",
        path: pathOf(resource, { ...key, subresource }),
        query: queryOf({ resourceVersion }),
        ...(metadataOnly && { headers: { accept: accept.header } }),
      };
    },
    signal,
  );
  const object = objectIn(answer, key);
  return (metadataOnly ? headerOf(object) : object) as T;
}

export async function findObject<T extends KubeObject>(
  context: ClientContext,
  key: ObjectKey,
  options?: GetOptions,
): Promise<T | undefined> {
  try {
    return await getObject<T>(context, key, options);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** One page of a collection. */
export interface Page<T extends KubeObject = KubeObject> extends ObjectList<T> {
  /** Token of the next page; undefined on the last. */
  readonly continue: string | undefined;
}

export async function listPage<T extends KubeObject>(
  context: ClientContext,
  target: Target,
  options: ListOptions & { readonly continue?: string | undefined },
): Promise<Page<T>> {
  const { metadataOnly = false, pageSize = defaultPageSize, continue: token, signal } = options;
  const { labelSelector, fieldSelector, resourceVersion, resourceVersionMatch } = options;
  // The token carries the resource version; the server refuses both.
  const version = token === undefined ? { resourceVersion, resourceVersionMatch } : { continue: token };
  const { body } = await callOn(
    context,
    target,
    (resource) => ({
      method: "GET",
      path: pathOf(resource, { namespace: target.namespace }),
      query: queryOf({ labelSelector, fieldSelector, limit: pageSize || undefined, ...version }),
      ...(metadataOnly && { headers: { accept: accept.headers } }),
    }),
    signal,
  );
  const shown = (item: KubeObject): KubeObject =>
    metadataOnly ? headerOf(asKind(item, target)) : asKind(item, target);
  const metadata = fieldOf(body, "metadata");
  return {
    items: itemsIn(body, target).map((item) => shown(item) as T),
    resourceVersion: textOf(fieldOf(metadata, "resourceVersion")) ?? "",
    continue: textOf(fieldOf(metadata, "continue")),
  };
}

export async function* listPages<T extends KubeObject>(
  context: ClientContext,
  target: Target,
  options: ListOptions = {},
): AsyncGenerator<ObjectList<T>, void> {
  let token: string | undefined;
  do {
    const {
      items,
      resourceVersion,
      continue: next,
    } = await listPage<T>(context, target, { ...options, continue: token });
    yield { items, resourceVersion };
    token = next;
  } while (token !== undefined);
}

export async function listObjects<T extends KubeObject>(
  context: ClientContext,
  target: Target,
  options: ListOptions = {},
): Promise<ObjectList<T>> {
  const items: T[] = [];
  let resourceVersion = "";
  try {
    for await (const page of listPages<T>(context, target, options)) {
      for (const item of page.items) items.push(item);
      resourceVersion = page.resourceVersion;
    }
    return { items, resourceVersion };
  } catch (error) {
    if (!isGone(error) || items.length === 0) throw error;
    // The state the pages are of was compacted away in between: all of it in one answer cannot expire.
    const { items: all, resourceVersion } = await listPage<T>(context, target, { ...options, pageSize: 0 });
    return { items: all, resourceVersion };
  }
}

export async function getTable(
  context: ClientContext,
  target: Target | ObjectKey,
  { labelSelector, fieldSelector, includeObject, signal }: TableOptions = {},
): Promise<Table> {
  const name = "name" in target ? target.name : undefined;
  let columns: readonly TableColumn[] = [];
  const rows: TableRow[] = [];
  let token: string | undefined;
  do {
    const { body } = await callOn(
      context,
      target,
      (resource) => ({
        method: "GET",
        path: pathOf(resource, { namespace: target.namespace, name }),
        query: queryOf({
          ...(name === undefined && { labelSelector, fieldSelector, limit: defaultPageSize, continue: token }),
          includeObject,
        }),
        headers: { accept: accept.table },
      }),
      signal,
    );
    const table = tableIn(body, target);
    // Later pages leave the columns out.
    if (columns.length === 0) columns = table.columns;
    for (const row of table.rows) rows.push(row);
    token = textOf(fieldOf(fieldOf(body, "metadata"), "continue"));
  } while (token !== undefined);
  return { columns, rows };
}

export async function* readLogs(
  { caller }: ClientContext,
  pod: { readonly namespace: string; readonly name: string },
  { signal, ...options }: LogOptions = {},
): AsyncGenerator<string, void> {
  const segments = ["namespaces", pod.namespace, "pods", pod.name, "log"];
  const { events } = await caller.open({
    method: "GET",
    path: `/api/v1/${segments.map(encodeURIComponent).join("/")}`,
    query: queryOf({ ...options }),
    headers: { accept: "*/*" },
    ...(signal && { signal }),
  });
  for await (const line of events) yield typeof line === "string" ? line : stringifyJson(line);
}

function itemsIn(body: JsonValue | undefined, target: Target): readonly KubeObject[] {
  const items = fieldOf(body, "items");
  // Lists of a nil slice print as null.
  if (items === null) return [];
  if (Array.isArray(items)) return items as readonly KubeObject[];
  throw new KubeError("bad-answer", `The server answered with something else than a list of ${target.kind}`);
}

function tableIn(body: JsonValue | undefined, target: Target): Table {
  if (!isJsonObject(body) || body["kind"] !== "Table") {
    throw new KubeError("bad-answer", `The server cannot print ${target.kind} as a table`);
  }
  const columns = (body["columnDefinitions"] ?? []) as readonly JsonObject[];
  const rows = (body["rows"] ?? []) as readonly JsonObject[];
  return { columns: columns.map(columnOf), rows: rows.map(rowOf) };
}

function columnOf(column: JsonObject): TableColumn {
  const { name, type, format, description, priority } = column;
  return {
    name: textOf(name) ?? "",
    type: textOf(type) ?? "",
    format: textOf(format) ?? "",
    description: textOf(description) ?? "",
    priority: typeof priority === "number" ? priority : 0,
  };
}

function rowOf({ cells, object }: JsonObject): TableRow {
  return {
    cells: Array.isArray(cells) ? cells : [],
    object: isJsonObject(object) ? (object as KubeObject) : undefined,
  };
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
