import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, notSupported } from "@flux-ts/kube-schema";
import { badRequest } from "../status/errors.ts";
import { invalidObject } from "../status/invalid.ts";
import { StatusError } from "../status/status.ts";
import { isTrue } from "./info.ts";
import { integerIn, unsignedProblem } from "./numbers.ts";

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
    limit: integerIn(query, "limit") ?? 0,
    continue: text("continue"),
    timeoutSeconds: integerIn(query, "timeoutSeconds"),
    bookmarks: isTrue(query.get("allowWatchBookmarks")),
    sendInitialEvents: query.has("sendInitialEvents") ? isTrue(query.get("sendInitialEvents")) : undefined,
  };
  const causes = watch ? checkWatch(options) : checkList(options);
  if (causes.length > 0) throw invalidObject({ group: "meta.k8s.io", resource: "ListOptions" }, "", causes);
  return options;
}

/**
 * Reads the resource version that a list asks for; 0 when there is none.
 *
 * @throws StatusError (400) when it is none.
 */
export function listedVersion({ resourceVersion }: ListOptions): number {
  const problem = versionProblem(resourceVersion);
  if (problem !== undefined) throw badRequest(`invalid resource version: ${problem}`);
  return Number(resourceVersion);
}

/**
 * Reads the resource version that a watch begins after; 0 when there is none.
 *
 * @throws StatusError (500, as upstream's) when it is none.
 */
export function watchedVersion({ resourceVersion }: ListOptions): number {
  const message = versionProblem(resourceVersion);
  if (message !== undefined) throw new StatusError({ code: 500, reason: "", message });
  return Number(resourceVersion);
}

function versionProblem(text: string): string | undefined {
  const problem = text === "" ? undefined : unsignedProblem(text);
  return problem && `resourceVersion: Invalid value: ${JSON.stringify(text)}: ${problem}`;
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
  if (sendInitialEvents !== undefined && how !== "NotOlderThan") {
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
