import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, notSupported } from "@flux-ts/kube-schema";
import { invalidObject } from "../status/invalid.ts";
import { badRequest } from "../status/errors.ts";
import { isTrue } from "./info.ts";
import { parseInteger } from "./numbers.ts";

/** What a list or a watch asks for (meta/v1 ListOptions). */
export interface ListOptions {
  readonly labelSelector: string;
  readonly fieldSelector: string;
  /** `""` when the client does not care. */
  readonly resourceVersion: string;
  readonly resourceVersionMatch: string;
  /** 0 is unlimited. */
  readonly limit: number;
  readonly continue: string;
  readonly timeoutSeconds: number | undefined;
  readonly bookmarks: boolean;
  readonly sendInitialEvents: boolean | undefined;
}

/** @throws StatusError when a value cannot be read or values contradict each other. */
export function parseListOptions(query: URLSearchParams, watch: boolean): ListOptions {
  const text = (name: string) => query.get(name) ?? "";
  const options: ListOptions = {
    labelSelector: text("labelSelector"),
    fieldSelector: text("fieldSelector"),
    resourceVersion: text("resourceVersion"),
    resourceVersionMatch: text("resourceVersionMatch"),
    limit: parseInteger(text("limit")) ?? 0,
    continue: text("continue"),
    timeoutSeconds: parseInteger(text("timeoutSeconds")),
    bookmarks: isTrue(query.get("allowWatchBookmarks")),
    sendInitialEvents: query.has("sendInitialEvents") ? isTrue(query.get("sendInitialEvents")) : undefined,
  };
  const causes = watch ? checkWatch(options) : checkList(options);
  if (causes.length > 0) throw invalidObject({ group: "meta.k8s.io", resource: "ListOptions" }, "", causes);
  return options;
}

/** Reads a resource version that a client sent; 0 when there is none. */
export function parseResourceVersion(text: string): number {
  if (text === "") return 0;
  if (/^\d+$/.test(text)) return Number(text);
  const why = `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
  throw badRequest(`invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: ${why}`);
}

const match = "resourceVersionMatch";

function checkList(options: ListOptions): readonly FieldCause[] {
  const causes: FieldCause[] = [];
  const { resourceVersionMatch: how, resourceVersion, sendInitialEvents } = options;
  if (how !== "") {
    if (resourceVersion === "") {
      causes.push(forbiddenField(match, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
    }
    if (options.continue !== "") {
      causes.push(forbiddenField(match, "resourceVersionMatch is forbidden when continue is provided"));
    }
    if (how !== "Exact" && how !== "NotOlderThan") {
      causes.push(notSupported(match, how, ["Exact", "NotOlderThan", ""]));
    }
    if (how === "Exact" && resourceVersion === "0") {
      const why = 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"';
      causes.push(forbiddenField(match, why));
    }
  }
  if (sendInitialEvents !== undefined) {
    causes.push(forbiddenField("sendInitialEvents", "sendInitialEvents is forbidden for list"));
  }
  return causes;
}

function checkWatch(options: ListOptions): readonly FieldCause[] {
  const causes: FieldCause[] = [];
  const { resourceVersionMatch: how, sendInitialEvents } = options;
  if (sendInitialEvents !== undefined && how === "") {
    const why = "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan";
    causes.push(forbiddenField(match, why));
  }
  if (how !== "") {
    if (sendInitialEvents === undefined) {
      const why = "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided";
      causes.push(forbiddenField(match, why));
    }
    if (how !== "NotOlderThan") causes.push(notSupported(match, how, ["NotOlderThan"]));
  }
  // Upstream names the wrong field here.
  if (options.continue !== "") {
    causes.push(forbiddenField(match, "resourceVersionMatch is forbidden when continue is provided"));
  }
  return causes;
}
