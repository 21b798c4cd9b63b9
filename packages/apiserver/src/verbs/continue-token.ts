import { posix } from "node:path";
import type { JsonValue } from "@flux-ts/base";
import { isJsonObject, parseJson } from "@flux-ts/base";
import { goShape, jsonSyntaxError } from "../request/go-json.ts";
import { badRequest } from "../status/errors.ts";

const version = "meta.k8s.io/v1";

/** Where a list that was cut goes on: at which revision, from which key. */
export interface ContinuePoint {
  /** Negative when the client takes the newest state. */
  readonly revision: number;
  /** The first key that may follow, within the collection that is listed. */
  readonly from: string;
}

/** A token to go on after a key of the collection that is listed. */
export function encodeContinue(revision: number, key: string): string {
  // No key has this character, so this is the first one that can follow.
  return Buffer.from(JSON.stringify({ v: version, rv: revision, start: `${key}\0` })).toString("base64url");
}

/** @throws StatusError (400) with upstream's text when it is no token of such a server. */
export function decodeContinue(token: string): ContinuePoint {
  const value = parseToken(decodeBase64(token));
  const problem = fieldProblem(value);
  if (problem !== undefined) throw notValid(problem);
  const { v = "", rv = 0, start = "" } = (value ?? {}) as { readonly v?: string; rv?: number; start?: string };
  if (v !== version) throw notValid(`server does not recognize this encoded version ${v}`);
  if (rv === 0) throw notValid(`incorrect encoded start resourceVersion (version ${version})`);
  if (start === "") throw notValid(`encoded start key empty (version ${version})`);
  // A key is a path below the collection, and must not lead out of it.
  const path = start.startsWith("/") ? start : `/${start}`;
  if (posix.resolve(path) !== path) throw notValid(start);
  return { revision: rv, from: path.slice(1) };
}

function notValid(why: string) {
  return badRequest(`invalid continue token: continue key is not valid: ${why}`);
}

/** Go's unpadded base64 for URLs says at which byte a text goes wrong; a last group of one is wrong at that one. */
function decodeBase64(text: string): string {
  const foreign = text.search(/[^A-Za-z0-9_-]/);
  const wrong = foreign >= 0 ? foreign : text.length % 4 === 1 ? text.length - 1 : undefined;
  if (wrong !== undefined) throw notValid(`illegal base64 data at input byte ${wrong}`);
  return Buffer.from(text, "base64url").toString();
}

function parseToken(text: string): JsonValue {
  const problem = jsonSyntaxError(text);
  if (problem !== undefined) throw notValid(problem);
  return parseJson(text);
}

const fieldTypes = { v: "string", rv: "int64", start: "string" } as const;

/** What Go's decoder says of a value that does not fit the token. */
function fieldProblem(value: JsonValue): string | undefined {
  if (value === null) return undefined;
  if (!isJsonObject(value))
    return `json: cannot unmarshal ${goShape(value)} into Go value of type storage.continueToken`;
  for (const [field, type] of Object.entries(fieldTypes)) {
    const given = value[field] ?? undefined;
    if (given === undefined || (type === "int64" ? Number.isSafeInteger(given) : typeof given === type)) continue;
    const shape = type === "int64" && typeof given === "number" ? `number ${given}` : goShape(given);
    return `json: cannot unmarshal ${shape} into Go struct field continueToken.${field} of type ${type}`;
  }
  return undefined;
}
