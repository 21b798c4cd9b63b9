import { createHash } from "node:crypto";
import type { JsonObject } from "@flux-ts/base";
import { canonicalJson } from "@flux-ts/base";
import type { PathHandler } from "../handler.ts";
import { negotiate } from "../request/accept.ts";
import { headerOf } from "../request/call.ts";
import type { Call } from "../request/call.ts";
import type { Reply } from "../request/reply.ts";
import type { Catalog } from "../resources/catalog.ts";
import { methodNotAllowed, notAcceptable, unknownResource } from "../status/errors.ts";
import { aggregatedType, groupDiscoveryList } from "./aggregated.ts";
import { groupsOf } from "./groups.ts";
import type { DiscoveredGroup } from "./groups.ts";
import { apiGroup, apiGroupList, apiResourceList, apiVersions } from "./legacy.ts";

/** The documents that say which groups, versions and resources there are; made anew when the catalog changes. */
export function discoveryPaths(catalog: Catalog): PathHandler {
  let documents: Documents | undefined;
  catalog.onChange(() => {
    documents = undefined;
  });
  return ({ path, verb }, call) => {
    documents ??= new Documents(groupsOf(catalog));
    const reply = documents.answer(path, call);
    // Upstream serves the list of groups by other code, which looks at no method.
    if (reply && !readVerbs.has(verb) && !/^\/apis\/?$/.test(path)) throw methodNotAllowed();
    return reply;
  };
}

const readVerbs = new Set(["get", "head"]);

class Documents {
  readonly #groups: readonly DiscoveredGroup[];
  readonly #aggregated = new Map<string, { readonly body: JsonObject; readonly etag: string }>();

  constructor(groups: readonly DiscoveredGroup[]) {
    this.#groups = groups;
  }

  answer(path: string, call: Call): Reply | undefined {
    const [root, group, version, ...rest] = path.split("/").filter((segment) => segment !== "");
    if (rest.length > 0) return undefined;
    if (root === "api" && version === undefined)
      return group === undefined ? this.#core(call) : this.#version("", group);
    if (root !== "apis") return undefined;
    if (group === undefined) return this.#named(call);
    return version === undefined ? this.#group(group) : this.#version(group, version);
  }

  #core(call: Call): Reply {
    refuseUnknownForms(call);
    if (wantsAggregated(call)) return this.#aggregate("core", ({ group }) => group === "", call);
    return document(apiVersions(this.#groups, headerOf(call.headers, "host") ?? ""));
  }

  #named(call: Call): Reply {
    refuseUnknownForms(call);
    if (wantsAggregated(call)) return this.#aggregate("named", ({ group }) => group !== "", call);
    return document(apiGroupList(this.#groups));
  }

  #group(name: string): Reply | undefined {
    const found = this.#groups.find(({ group }) => group === name);
    return found && document(apiGroup(found));
  }

  #version(name: string, version: string): Reply | undefined {
    const group = this.#groups.find((candidate) => candidate.group === name);
    const found = group?.versions.find((candidate) => candidate.version === version);
    if (found) return document(apiResourceList(name, found));
    const builtin = group?.versions.some(({ resources }) =>
      resources.some(({ resource }) => resource.definition === undefined),
    );
    if (builtin) throw unknownResource();
    return undefined;
  }

  #aggregate(name: string, which: (group: DiscoveredGroup) => boolean, call: Call): Reply {
    const known = this.#aggregated.get(name) ?? tagged(groupDiscoveryList(this.#groups.filter(which)));
    this.#aggregated.set(name, known);
    const headers = { "cache-control": "public", etag: known.etag };
    if (headerOf(call.headers, "if-none-match") === known.etag) return { kind: "text", status: 304, headers, text: "" };
    return { kind: "value", status: 200, headers: { ...headers, "content-type": aggregatedType }, body: known.body };
  }
}

function tagged(body: JsonObject): { readonly body: JsonObject; readonly etag: string } {
  return { body, etag: `"${createHash("sha512").update(canonicalJson(body)).digest("hex").toUpperCase()}"` };
}

/** Whether the client knows the aggregated form in the version that is served. */
function wantsAggregated(call: Call): boolean {
  const accept = headerOf(call.headers, "accept") ?? "";
  return accept.split(",").some((range) => {
    const parameters = range.split(";").map((part) => part.trim());
    return ["as=APIGroupDiscoveryList", "g=apidiscovery.k8s.io", "v=v2"].every((part) => parameters.includes(part));
  });
}

/** @throws StatusError (406) when the client takes none of the forms there are. */
function refuseUnknownForms(call: Call): void {
  const accept = headerOf(call.headers, "accept");
  if (negotiate(accept) === undefined && !wantsAggregated(call)) throw notAcceptable(discoveryTypes);
}

const discoveryTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

function document(body: JsonObject): Reply {
  return { kind: "value", status: 200, headers: {}, body };
}
