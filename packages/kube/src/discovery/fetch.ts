import { ApiError, isNotFound } from "../errors.ts";
import type { ApiResponse } from "../transport.ts";
import { parseAggregated, parseGroupList, parseResourceList, parseVersions } from "./parse.ts";
import type { ApiResource } from "./resource.ts";

const aggregated = ["v2", "v2beta1"]
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .join(",");
const accept = `${aggregated},application/json`;

/** Reads a path; rejects with an ApiError for failure codes. */
export type Read = (path: string, accept?: string) => Promise<ApiResponse>;

/** Everything the server offers: two requests, or one per group version where it knows no aggregated discovery. */
export async function fetchResources(read: Read): Promise<readonly ApiResource[]> {
  const [core, groups] = await Promise.all([read("/api", accept), read("/apis", accept)]);
  const lists = await Promise.all([
    isAggregated(core) ? parseAggregated(core.body) : fetchAll(read, parseVersions(core.body)),
    isAggregated(groups) ? parseAggregated(groups.body) : fetchAll(read, parseGroupList(groups.body)),
  ]);
  return lists.flat();
}

/** What the server offers in one group version: nothing when there is no such version. */
export async function fetchGroupVersion(read: Read, apiVersion: string): Promise<readonly ApiResource[]> {
  try {
    const { body } = await read(apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`);
    return parseResourceList(apiVersion, body);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

async function fetchAll(read: Read, apiVersions: readonly string[]): Promise<readonly ApiResource[]> {
  const lists = await Promise.all(apiVersions.map((apiVersion) => fetchIfServed(read, apiVersion)));
  return lists.flat();
}

/** The server of an aggregated API may be down; that hides its own kinds and no others. */
async function fetchIfServed(read: Read, apiVersion: string): Promise<readonly ApiResource[]> {
  try {
    return await fetchGroupVersion(read, apiVersion);
  } catch (error) {
    if (error instanceof ApiError && error.code >= 500) return [];
    throw error;
  }
}

function isAggregated({ headers, body }: ApiResponse): boolean {
  const { kind } = (body ?? {}) as { readonly kind?: unknown };
  return kind === "APIGroupDiscoveryList" || String(headers["content-type"] ?? "").includes("APIGroupDiscoveryList");
}
