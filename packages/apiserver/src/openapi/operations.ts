import type { GroupVersionKind, JsonObject } from "@flux-ts/base";
import { actionParameters, customParameters, listParameters, pathParameters, queryParameters } from "./parameters.ts";

/** One method of a path, as clients look it up. */
export interface Operation {
  readonly operationId: string;
  /** `list`, `get`, `post`, `put`, `patch`, `delete`, `deletecollection`, `watch`, `watchlist` or `connect`. */
  readonly action: string;
  readonly kind: GroupVersionKind | undefined;
  /** What is sent and answered, when that is not the kind itself. */
  readonly schema?: string;
}

/** How the operations of one document are told. */
export interface Style {
  readonly tag: string;
  /** Name of the schema of a kind, or of its list; undefined when the document has none. */
  readonly schemaOf: (kind: GroupVersionKind, list: boolean) => string | undefined;
  /** Custom resources neither speak protobuf nor know strategic merge patches. */
  readonly custom: boolean;
}

const meta = "io.k8s.apimachinery.pkg.apis.meta.v1";

export function describePath(
  path: string,
  operations: { readonly [method: string]: Operation },
  style: Style,
): JsonObject {
  const watched = path.includes("/watch/");
  const everywhere = isAcrossNamespaces(operations);
  const all = watched || everywhere ? [...listParameters, "pretty"] : isDiscovery(operations) ? [] : ["pretty"];
  const parameters = [...queryParameters(all), ...pathParameters(path)].toSorted(byName);
  const described = Object.entries(operations).map(([method, operation]) => [
    method,
    describeOperation(operation, style, watched || everywhere),
  ]);
  return { ...Object.fromEntries(described), ...(parameters.length > 0 && { parameters }) };
}

function isAcrossNamespaces({ get }: { readonly [method: string]: Operation }): boolean {
  return get?.action === "list" && get.operationId.endsWith("ForAllNamespaces");
}

function isDiscovery({ get }: { readonly [method: string]: Operation }): boolean {
  return get?.action === "";
}

/** Parameters in the path come first, all of them by name. */
function byName(a: unknown, b: unknown): number {
  const key = (parameter: unknown): string => {
    const { name, in: place } = parameter as { readonly name: string; readonly in: string };
    return `${name} ${place}`;
  };
  return key(a) < key(b) ? -1 : 1;
}

function describeOperation(operation: Operation, given: Style, bare: boolean): JsonObject {
  const { operationId, action, kind, schema } = operation;
  const style = schema === undefined ? given : { ...given, schemaOf: () => schema };
  const names = bare ? [] : ((style.custom ? customParameters[action] : undefined) ?? actionParameters[action] ?? []);
  const body = requestBody(action, kind, style);
  return {
    tags: [style.tag],
    operationId,
    ...(names.length > 0 && { parameters: queryParameters(names) }),
    ...(body && { requestBody: body }),
    responses: responses(action, kind, style),
    ...(action !== "" && { "x-kubernetes-action": action }),
    ...(kind && {
      "x-kubernetes-group-version-kind": { group: kind.group, version: kind.version, kind: kind.kind },
    }),
  };
}

function requestBody(action: string, kind: GroupVersionKind | undefined, style: Style): JsonObject | undefined {
  const whole = style.custom ? ["application/json", "application/yaml"] : ["*/*"];
  switch (action) {
    case "post":
    case "put":
      return { content: content(whole, kind && style.schemaOf(kind, false)), required: true };
    case "delete":
    case "deletecollection":
      return style.custom && action === "deletecollection"
        ? undefined
        : { content: content(whole, `${meta}.DeleteOptions`) };
    case "patch":
      return { content: content(patchTypes(style), `${meta}.Patch`), required: true };
    default:
      return undefined;
  }
}

function patchTypes({ custom }: Style): readonly string[] {
  const types = ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"];
  return custom ? types : [...types, "application/strategic-merge-patch+json"];
}

function responses(action: string, kind: GroupVersionKind | undefined, style: Style): JsonObject {
  const watchable = action === "list" || action.startsWith("watch");
  const types = style.custom ? ["application/json", "application/yaml"] : mediaTypes(watchable);
  const answer = (description: string): JsonObject => {
    const schema = answerSchema(action, kind, style);
    return action === "connect"
      ? { description, content: { "*/*": { schema: { type: "string" } } } }
      : { description, content: content(types, schema) };
  };
  const codes = answerCodes(action, style).map((code) => [code, answer(descriptions[code] ?? "")] as const);
  return { ...Object.fromEntries(codes), "401": { description: "Unauthorized" } };
}

const descriptions: { readonly [code: string]: string } = { "200": "OK", "201": "Created", "202": "Accepted" };

function answerCodes(action: string, { custom }: Style): readonly string[] {
  switch (action) {
    case "post":
      return ["200", "201", "202"];
    case "put":
      return ["200", "201"];
    case "patch":
      return custom ? ["200"] : ["200", "201"];
    case "delete":
      return ["200", "202"];
    default:
      return ["200"];
  }
}

function answerSchema(action: string, kind: GroupVersionKind | undefined, style: Style): string | undefined {
  if (kind === undefined) return `${meta}.APIResourceList`;
  if (action === "delete" || action === "deletecollection") return `${meta}.Status`;
  if (action.startsWith("watch")) return `${meta}.WatchEvent`;
  return style.schemaOf(kind, action === "list");
}

function mediaTypes(watchable: boolean): readonly string[] {
  const types = ["application/json", "application/vnd.kubernetes.protobuf", "application/yaml"];
  if (!watchable) return types;
  return [...types, "application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"].toSorted();
}

function content(types: readonly string[], schema: string | undefined): JsonObject {
  const media = schema === undefined ? {} : { schema: { $ref: `#/components/schemas/${schema}` } };
  return Object.fromEntries(types.map((type) => [type, media]));
}
