import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject, parseGroupVersion } from "@flux-ts/base";
import type { Body } from "../request/body.ts";
import { readBody, typeField } from "../request/body.ts";
import type { ResourceContext } from "../request/context.ts";
import { goShape } from "../request/go-json.ts";
import type { WriteOptions } from "../request/write-options.ts";
import type { Decoded } from "../resources/object-type.ts";
import type { StatusError } from "../status/status.ts";
import { badRequest, otherNamespace } from "../status/errors.ts";
import { bodyType } from "./verb.ts";
import { reportFields } from "./field-validation.ts";

/**
 * Reads the object of a create or update request: parsed, checked for its kind, typed and defaulted.
 *
 * @throws StatusError
 */
export function decodeObject(context: ResourceContext, validation: WriteOptions["fieldValidation"]): KubeObject {
  const body = readBody(context.call);
  const value = objectIn(body, context, validation);
  const { kind, version } = bodyType(context);
  const refused = (why: string) => badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${why}`);
  const { object, unknownFields } = decodeAs(context, value, { refused, decoder: "json" });
  context.notes.requested(object);
  const duplicates = body.ok && validation !== "Ignore" ? body.duplicates() : [];
  reportFields({ validation, object, unknownFields, duplicates, warn: context.warn });
  return object;
}

interface Reading {
  readonly refused: (why: string) => StatusError;
  readonly decoder: "json" | "converter";
}

/**
 * Types and defaults a value that is known to be of the resource's kind.
 *
 * @throws what `refused` makes of the reason when a field has a wrong type
 */
export function decodeAs(context: ResourceContext, value: JsonObject, { refused, decoder }: Reading): Decoded {
  const { kind, apiVersion, type } = bodyType(context);
  // Custom resources say their kind themselves, and are refused later when it is another one.
  const own = context.served.resource.definition === undefined ? "" : typeField(value, "kind");
  const typed = { ...value, kind: own || kind, apiVersion };
  const outcome = type.decode(typed, decoder);
  if (!outcome.decoded) throw refused(outcome.message);
  const { object, unknownFields } = outcome;
  return { object: type.applyDefaults(object), unknownFields };
}

function objectIn(body: Body, context: ResourceContext, validation: WriteOptions["fieldValidation"]): JsonObject {
  const { kind, type } = bodyType(context);
  const unrecognized = (why: string) =>
    badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why} (${excerpt(body.text)})`);
  if (!body.ok) throw unrecognized(`couldn't get version/kind; json parse error: ${body.problem}`);
  // Go reads null into an object as an empty one.
  const value = body.value ?? {};
  if (!isJsonObject(value)) throw unrecognized(`couldn't get version/kind; json parse error: ${wrongShape(value)}`);
  const problem = type.checkType(typeField(value, "apiVersion"), typeField(value, "kind"));
  if (problem?.unrecognized) throw unrecognized(problem.message.replace("%s", body.text.trim()));
  if (problem) {
    reportForeignFields(context, value, validation);
    throw badRequest(problem.message);
  }
  return value;
}

/** A custom resource of another version than the path's is read as what it is before it is refused. */
function reportForeignFields(
  { served, warn }: ResourceContext,
  value: JsonObject,
  validation: WriteOptions["fieldValidation"],
): void {
  const { group, version } = parseGroupVersion(typeField(value, "apiVersion"));
  const type = group === served.resource.group ? served.resource.versions.get(version)?.type : undefined;
  if (type === undefined || served.resource.definition === undefined) return;
  const outcome = type.decode(value, "json");
  if (outcome.decoded) reportFields({ validation, ...outcome, duplicates: [], warn });
}

function wrongShape(value: JsonValue): string {
  const target =
    'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
  return `json: cannot unmarshal ${goShape(value)} into Go value of type ${target}`;
}

/** The beginning of a body as errors show it: readable when it looks like JSON, otherwise as hexadecimal bytes. */
function excerpt(text: string): string {
  if (text === "") return "<empty>";
  const bytes = Buffer.from(text);
  if (text.trimStart().startsWith("{")) {
    return bytes.length > 30 ? `${bytes.subarray(0, 30).toString()} ...` : text;
  }
  return bytes.length > 30 ? `${bytes.subarray(0, 30).toString("hex")} ...` : bytes.toString("hex");
}

/** @throws StatusError (400) when the object names another namespace or another name than the path. */
export function checkPath(context: ResourceContext, object: KubeObject): KubeObject {
  const { name, namespace = "" } = object.metadata ?? {};
  if (context.name !== "" && (name ?? "") !== context.name && (name ?? "") !== "") {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${context.name})`);
  }
  if (namespace !== "" && namespace !== context.namespace && context.served.resource.namespaced) {
    throw otherNamespace();
  }
  return object;
}
