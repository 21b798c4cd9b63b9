import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonObject, ManagedFieldsEntry } from "@flux-ts/base";
import { FieldSetError } from "../field-set/errors.ts";
import { FieldSet } from "../field-set/field-set.ts";
import { compareScalars } from "../field-set/value-order.ts";
import { quoteGo } from "../patch/go-format.ts";
import { ManagedFieldsError } from "./errors.ts";
import type { Managers, ManagerSet } from "./managers.ts";

/** What identifies an entry of `metadata.managedFields`. */
export interface ManagerIdentity {
  readonly manager?: string;
  readonly operation: "Apply" | "Update";
  /** Part of the identity of those who update only: whoever applies is the same in every version. */
  readonly apiVersion?: string;
  readonly subresource?: string;
}

/** `metadata.managedFields` by identity. */
export interface Ownership {
  readonly managers: Managers;
  readonly times: ReadonlyMap<string, string>;
}

export const noOwners: Ownership = { managers: new Map(), times: new Map() };

/** The identity as one text, which also orders entries as the API server does when nothing else does. */
export function identityOf(entry: ManagerIdentity): string {
  const { manager, operation, apiVersion, subresource } = entry;
  const version = operation === "Update" ? apiVersion : "";
  // As JSON.stringify would print it, which every write would wait for.
  let text = manager ? `{"manager":${JSON.stringify(manager)},"operation":` : '{"operation":';
  text += JSON.stringify(operation);
  if (version) text += `,"apiVersion":${JSON.stringify(version)}`;
  if (subresource) text += `,"subresource":${JSON.stringify(subresource)}`;
  return `${text}}`;
}

export function parseIdentity(identity: string): ManagerIdentity {
  let known = parsed.get(identity);
  if (known === undefined) {
    known = JSON.parse(identity) as ManagerIdentity;
    if (parsed.size >= rememberedIdentities) parsed.clear();
    parsed.set(identity, known);
  }
  return known;
}

/** There are few managers, and every write asks for them. */
const rememberedIdentities = 256;
const parsed = new Map<string, ManagerIdentity>();

/** @throws ManagedFieldsError when an entry is not valid. */
export function decodeEntries(entries: readonly ManagedFieldsEntry[] | undefined): Ownership {
  if (!Array.isArray(entries) || entries.length === 0) return noOwners;
  const managers = new Map<string, ManagerSet>();
  const times = new Map<string, string>();
  for (const [index, entry] of (entries as readonly ManagedFieldsEntry[]).entries()) {
    checkEntry(entry, index);
    const identity = identityOf(entry as ManagerIdentity);
    managers.set(identity, {
      apiVersion: entry.apiVersion as string,
      applied: entry.operation === "Apply",
      fields: parseFields(entry.fieldsV1 ?? {}, identity),
    });
    if (entry.time) times.set(identity, entry.time);
  }
  return { managers, times };
}

function checkEntry(entry: ManagedFieldsEntry, index: number): void {
  if (!isJsonObject(entry)) throw invalid(`managed fields entry ${index} is not an object`);
  const { operation, apiVersion, fieldsType } = entry;
  if (operation !== "Apply" && operation !== "Update") throw invalid("operation must be `Apply` or `Update`");
  if (!apiVersion) throw invalid("apiVersion must not be empty");
  if (!fieldsType) throw invalid(`missing fieldsType in managed fields entry ${index}`);
  if (fieldsType !== "FieldsV1") {
    throw invalid(`invalid fieldsType ${quoteGo(fieldsType)} in managed fields entry ${index}`);
  }
}

function parseFields(fieldsV1: JsonObject, identity: string): FieldSet {
  try {
    return FieldSet.parse(fieldsV1);
  } catch (error) {
    if (!(error instanceof FieldSetError)) throw error;
    throw invalid(`error decoding versioned set from ${identity}: ${error.message}`, error);
  }
}

function invalid(message: string, cause?: Error): ManagedFieldsError {
  return new ManagedFieldsError("invalid-managed-fields", message, { cause });
}

/** `metadata.managedFields` in the order of the API server; undefined when nobody owns anything. */
export function encodeEntries({ managers, times }: Ownership): readonly ManagedFieldsEntry[] | undefined {
  if (managers.size === 0) return undefined;
  const entries: ManagedFieldsEntry[] = [];
  for (const [identity, set] of managers) entries.push(encodeEntry(parseIdentity(identity), set, times.get(identity)));
  return entries.length === 1 ? entries : entries.sort(compareManagedFields);
}

function encodeEntry(identity: ManagerIdentity, set: ManagerSet, time: string | undefined): ManagedFieldsEntry {
  const { manager, operation, subresource } = identity;
  const entry: { -readonly [K in keyof ManagedFieldsEntry]: ManagedFieldsEntry[K] } = {};
  if (manager) entry.manager = manager;
  entry.operation = set.applied ? "Apply" : operation;
  entry.apiVersion = set.apiVersion;
  if (time) entry.time = time;
  entry.fieldsType = "FieldsV1";
  entry.fieldsV1 = set.fields.toJson();
  if (subresource) entry.subresource = subresource;
  return entry;
}

function compareManagedFields(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  return (
    compareScalars(a.operation ?? "", b.operation ?? "") ||
    secondsOf(a.time) - secondsOf(b.time) ||
    compareScalars(a.manager ?? "", b.manager ?? "") ||
    compareScalars(a.apiVersion ?? "", b.apiVersion ?? "") ||
    compareScalars(a.subresource ?? "", b.subresource ?? "")
  );
}

/** Whole seconds since 1970; 0 for no time and for none that can be read. */
export function secondsOf(time: string | undefined): number {
  return time === undefined ? 0 : Math.floor(Date.parse(time) / 1000) || 0;
}

/** Whether a client asks for forgetting all owners: `managedFields: []` or `[{}]`. */
export function isReset(metadata: JsonObject): boolean {
  const entries = getOwn(metadata, "managedFields");
  if (!Array.isArray(entries)) return false;
  const [only] = entries as JsonArray;
  return entries.length === 0 || (entries.length === 1 && isJsonObject(only) && Object.keys(only).length === 0);
}
