/** What a path and a method ask for. */
export type RequestInfo = ResourceRequest | PathRequest;

export interface ResourceRequest {
  readonly kind: "resource";
  /** A verb of a resource: `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`. */
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  /** `""` for cluster-scoped requests. */
  readonly namespace: string;
  readonly resource: string;
  readonly subresource: string;
  /** `""` for requests to a collection. */
  readonly name: string;
  /** What follows the subresource, such as the path that is proxied. */
  readonly rest: readonly string[];
}

export interface PathRequest {
  readonly kind: "path";
  /** The method in lower case. */
  readonly verb: string;
  readonly path: string;
}

/** Subresources of namespaces; every other third segment names a resource within the namespace. */
const namespaceSubresources = new Set(["status", "finalize"]);

const verbs: { readonly [method: string]: string } = {
  POST: "create",
  GET: "get",
  HEAD: "get",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

/**
 * Reads a request line as the real server does. Paths that are no resource are given back as they are.
 *
 * @throws URIError when the path is not percent-encoded properly.
 */
export function parseRequest(method: string, path: string, query: URLSearchParams): RequestInfo {
  const segments = segmentsOf(path);
  const [root, first = "", second = ""] = segments;
  if (root === "api" && segments.length >= 3) {
    return parseResource(method, { group: "", version: first, parts: segments.slice(2) }, query);
  }
  if (root === "apis" && segments.length >= 4) {
    return parseResource(method, { group: first, version: second, parts: segments.slice(3) }, query);
  }
  return { kind: "path", verb: method.toLowerCase(), path };
}

/** Decoded; empty ones do not count. */
function segmentsOf(path: string): readonly string[] {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment !== "") segments.push(segment.includes("%") ? decodeURIComponent(segment) : segment);
  }
  return segments;
}

interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly parts: readonly string[];
}

function parseResource(method: string, { group, version, parts }: ResourcePath, query: URLSearchParams): RequestInfo {
  const watched = parts[0] === "watch" && parts.length > 1;
  const { namespace, rest } = splitNamespace(watched ? parts.slice(1) : parts);
  const [resource = "", name = "", subresource = "", ...more] = rest;
  const target = { kind: "resource", group, version, namespace, resource, name, subresource, rest: more } as const;
  return { ...target, verb: watched ? "watch" : verbOf(method, target, query) };
}

function splitNamespace(parts: readonly string[]): { namespace: string; rest: readonly string[] } {
  const [first, namespace, third] = parts;
  if (first !== "namespaces" || namespace === undefined) return { namespace: "", rest: parts };
  const within = third !== undefined && !namespaceSubresources.has(third);
  return { namespace, rest: within ? parts.slice(2) : parts };
}

function verbOf(method: string, target: Omit<ResourceRequest, "verb">, query: URLSearchParams): string {
  // Methods that HTTP does not know are no verb.
  const verb = verbs[method] ?? "";
  if (target.name !== "") return verb;
  if (verb === "get") return isTrue(query.get("watch")) ? "watch" : "list";
  return verb === "delete" ? "deletecollection" : verb;
}

/** A flag in a query: given and neither `false` nor `0`. */
export function isTrue(value: string | null): boolean {
  return value !== null && value !== "0" && value.toLowerCase() !== "false";
}
