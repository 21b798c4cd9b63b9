import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, invalid, notSupported, required, tooLong } from "@flux-ts/kube-schema";
import { invalidObject } from "../status/invalid.ts";
import type { Call } from "./call.ts";
import { headerOf } from "./call.ts";
import { isTrue } from "./info.ts";

/** What a write asks for besides its body (meta/v1 CreateOptions, UpdateOptions, PatchOptions). */
export interface WriteOptions {
  readonly dryRun: boolean;
  /** Who owns the written fields. */
  readonly fieldManager: string;
  readonly fieldValidation: "Ignore" | "Warn" | "Strict";
  /** Whether an apply takes fields from other managers. */
  readonly force: boolean;
}

export type WriteKind = "CreateOptions" | "UpdateOptions" | "PatchOptions";

/** @throws StatusError naming every option that is wrong. */
export function parseWriteOptions(call: Call, kind: WriteKind, { apply = false } = {}): WriteOptions {
  const { query } = call;
  const manager = query.get("fieldManager") ?? "";
  const causes = [
    ...checkForce(query, kind, apply),
    ...(apply && manager === "" ? [required("fieldManager", "is required for apply patch")] : []),
    ...checkManager(manager),
    ...checkDryRun(query.getAll("dryRun")),
    ...checkFieldValidation(query.get("fieldValidation") ?? ""),
  ];
  if (causes.length > 0) throw invalidObject({ group: "meta.k8s.io", resource: kind }, "", causes);
  return {
    dryRun: query.has("dryRun"),
    fieldManager: manager === "" ? managerOfAgent(headerOf(call.headers, "user-agent") ?? "") : manager,
    fieldValidation: (query.get("fieldValidation") || "Warn") as WriteOptions["fieldValidation"],
    force: isTrue(query.get("force")),
  };
}

export function checkDryRun(values: readonly string[]): readonly FieldCause[] {
  if (values.every((value) => value === "All")) return [];
  return [notSupported("dryRun", values, ["All"])];
}

function checkForce(query: URLSearchParams, kind: WriteKind, apply: boolean): readonly FieldCause[] {
  if (kind !== "PatchOptions" || apply || !query.has("force")) return [];
  return [forbiddenField("force", "may not be specified for non-apply patch")];
}

const longestManager = 128;

function checkManager(manager: string): readonly FieldCause[] {
  if (manager.length <= longestManager && printableAscii.test(manager)) return [];
  if (Buffer.byteLength(manager) > longestManager) return [tooLong("fieldManager", longestManager)];
  const characters = Array.from(manager);
  const at = characters.findIndex((character) => !isPrintable(character));
  if (at < 0) return [];
  const code = characters[at]?.codePointAt(0) ?? 0;
  const why = `invalid character U+${code.toString(16).toUpperCase().padStart(4, "0")} (at position ${at})`;
  return [invalid("fieldManager", manager, why)];
}

const validations = ["", "Ignore", "Strict", "Warn"];

function checkFieldValidation(value: string): readonly FieldCause[] {
  return validations.includes(value) ? [] : [notSupported("fieldValidation", value, validations)];
}

/** What writes are recorded under when the client does not say: the program's name in its user agent. */
function managerOfAgent(agent: string): string {
  const name = agent.split("/", 1)[0] ?? "";
  return Array.from(name).filter(isPrintable).join("").slice(0, longestManager);
}

const printableAscii = /^[ -~]*$/;

/** As Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the plain space. */
function isPrintable(character: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character);
}
