import type { JsonObject, KubeObject } from "@flux-ts/base";
import { withMeta } from "../../registry/meta.ts";
import type { DecodeResult } from "../../resources/object-type.ts";
import type { ResourceVersion } from "../../resources/resource.ts";
import { internalError } from "../../status/errors.ts";
import type { Attributes } from "./attributes.ts";
import { inVersion } from "./attributes.ts";
import { textIn } from "./policy.ts";

/** What somebody made of the object of a write. */
export interface Made {
  readonly object: JsonObject;
  /** The object as it was shown. */
  readonly shown: KubeObject;
  readonly version: ResourceVersion;
}

/**
 * Reads an object that was patched as JSON.
 *
 * @throws StatusError (500) when that is no object of its kind; in strict mode also when it has fields that its type
 * does not have, which are otherwise dropped
 */
export function readPatched(attributes: Attributes, made: Made, { strict = false } = {}): KubeObject {
  const { object, shown, version } = made;
  if (attributes.sent) return { metadata: {}, ...object } as unknown as KubeObject;
  const type = typeIn(attributes, version);
  const problem = type.checkType(textIn(object, "apiVersion"), textIn(object, "kind"), object);
  if (problem !== undefined) throw internalError(problem.message);
  const decoded = type.decode({ ...object, apiVersion: shown.apiVersion, kind: shown.kind }, "json");
  if (!decoded.decoded) throw internalError(decoded.message);
  // Custom resources are pruned.
  const unknown = strict && attributes.target.served.resource.definition === undefined ? decoded.unknownFields : [];
  if (unknown.length > 0) {
    throw internalError(`strict decoding error: ${unknown.map((path) => `unknown field "${path}"`).join(", ")}`);
  }
  return settled(attributes, decoded.object, version);
}

/** Reads an object that was merged. */
export function readMerged(attributes: Attributes, { object, version }: Made): DecodeResult {
  const decoded = typeIn(attributes, version).decode(object, "converter");
  return decoded.decoded ? { ...decoded, object: settled(attributes, decoded.object, version) } : decoded;
}

function typeIn({ projection }: Attributes, version: ResourceVersion) {
  return (projection ?? version).type;
}

/** The object as the write has it: with defaults, in its version. */
function settled(attributes: Attributes, object: KubeObject, version: ResourceVersion): KubeObject {
  const { projection, target } = attributes;
  const named = withMeta(object, { name: object.metadata.name ?? "" });
  const defaulted = typeIn(attributes, version).applyDefaults(named);
  return projection === undefined ? inVersion(defaulted, version, target.served.version) : defaulted;
}
