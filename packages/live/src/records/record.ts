import { hash } from "node:crypto";
import { stringifyJson } from "@flux-ts/base";
import type { JsonValue, ManagedFieldsEntry, ObjectMeta } from "@flux-ts/base";
import { sortEntries } from "./ownership.ts";
import type { OwnershipRules } from "./ownership.ts";

/**
 * What is kept of an object in the cluster: enough to notice that somebody changed what we own, without its content.
 * The server takes a field out of our entry of `managedFields` when somebody else changes it.
 */
export interface LiveRecord {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** Undefined for kinds that count no generations. */
  readonly generation: number | undefined;
  /** Digest of the fields that are ours, and of those that the next apply makes ours. */
  readonly ownership: string;
  /** When the entries of `ownership` were written last. */
  readonly writtenAt: string;
  /** Digest of all other entries with their times; undefined where a controller writes a subresource all the time. */
  readonly others: string | undefined;
  /** Labels that say who applies the object. */
  readonly owner: string;
  /** Labels and annotations that tell Flux what to do with the object. */
  readonly controls: string;
}

/** How to reduce an object to its record. */
export interface RecordRules extends OwnershipRules {
  /** Labels of the owner. */
  readonly ownerLabels: readonly string[];
  /** Prefix of the labels and annotations that control what is done with the object. */
  readonly controlPrefix: string;
  /** Whether fields of other managers stay theirs on this object. */
  readonly keepsOthers: (metadata: ObjectMeta) => boolean;
}

export function recordOf(metadata: ObjectMeta, rules: RecordRules): LiveRecord {
  const {
    name,
    namespace = "",
    uid = "",
    resourceVersion = "",
    generation,
    labels = {},
    managedFields = [],
  } = metadata;
  const { own, absorbed, others } = sortEntries(managedFields, rules);
  const ours = rules.keepsOthers(metadata) ? own : [...own, ...absorbed];
  return {
    name,
    namespace,
    uid,
    resourceVersion,
    generation,
    ownership: digest(ours.map(({ manager = "", operation = "", fieldsV1 = {} }) => [manager, operation, fieldsV1])),
    writtenAt: ours.map(({ time = "" }) => time).join(),
    others: managedFields.some(isSubresource)
      ? undefined
      : digest(others.map(({ time = "", fieldsV1 = {}, manager = "" }) => [manager, time, fieldsV1])),
    owner: rules.ownerLabels.map((label) => labels[label] ?? "").join("/"),
    controls: controlsOf(metadata, rules),
  };
}

function isSubresource({ subresource = "" }: ManagedFieldsEntry): boolean {
  return subresource !== "";
}

function controlsOf(
  { labels = {}, annotations = {} }: ObjectMeta,
  { ownerLabels, controlPrefix }: RecordRules,
): string {
  const entries = [labels, annotations].flatMap((map) =>
    Object.entries(map).filter(([key]) => key.startsWith(controlPrefix) && !ownerLabels.includes(key)),
  );
  return entries
    .map(([key, value]) => `${key}=${value}`)
    .toSorted()
    .join("\n");
}

function digest(value: JsonValue): string {
  return hash("sha256", stringifyJson(value), "base64").slice(0, 22);
}
