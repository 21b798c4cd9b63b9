import type { KubeObject } from "@flux-ts/base";
import { parseGroupVersion } from "@flux-ts/base";
import type { WriteOptions } from "../request/write-options.ts";
import { badRequest } from "../status/errors.ts";

interface FieldReport {
  readonly validation: WriteOptions["fieldValidation"];
  readonly object: KubeObject;
  readonly unknownFields: readonly string[];
  /** Paths of repeated fields, or messages of the YAML parser. */
  readonly duplicates: readonly string[];
  readonly warn: (text: string) => void;
}

/** A warning is one line: what the YAML parser says below its heading. */
export function lineOf(text: string): string {
  return text.replace(/^yaml: unmarshal errors:\n\s*/, "");
}

/**
 * Says which fields of a body were dropped or repeated, as `fieldValidation` asks.
 *
 * @throws StatusError (400) under `Strict`.
 */
export function reportFields({ validation, object, unknownFields, duplicates, warn }: FieldReport): void {
  if (validation === "Ignore") return;
  const errors = [
    ...duplicates.map((found) => (found.includes(" ") ? found : `duplicate field "${found}"`)),
    ...unknownFields.map((path) => `unknown field "${path}"`),
  ];
  if (errors.length === 0) return;
  if (validation === "Warn") return errors.map(lineOf).forEach(warn);
  const { version } = parseGroupVersion(object.apiVersion);
  throw badRequest(
    `${object.kind} in version "${version}" cannot be handled as a ${object.kind}: strict decoding error: ${errors.join(", ")}`,
  );
}
