import type { JsonObject, JsonObjectDraft } from "@flux-ts/base";
import { setOwn } from "@flux-ts/base";
import { KustomizeError } from "../errors.ts";
import type { GeneratorArgs, GeneratorOptions } from "../kustomization/types.ts";
import type { Loader } from "../load/loader.ts";
import type { Behavior } from "../resource/resource.ts";
import { noBookkeeping, Resource } from "../resource/resource.ts";
import type { KeyValue } from "./key-values.ts";
import { loadKeyValues } from "./key-values.ts";

/** The ConfigMap that generator arguments describe. @throws KustomizeError */
export function generateConfigMap(args: GeneratorArgs, loader: Loader): Resource {
  const data: JsonObjectDraft = {};
  const binaryData: JsonObjectDraft = {};
  for (const { key, value } of uniquePairs(args, loader)) {
    const text = typeof value === "string" ? value : decodeUtf8(value);
    if (text === undefined) setOwn(binaryData, key, encodeBase64(toBytes(value)));
    else setOwn(data, key, text);
  }
  return makeResource("ConfigMap", args, { ...present("data", data), ...present("binaryData", binaryData) });
}

/** The Secret that generator arguments describe. @throws KustomizeError */
export function generateSecret(args: GeneratorArgs, loader: Loader): Resource {
  const data: JsonObjectDraft = {};
  for (const { key, value } of uniquePairs(args, loader)) setOwn(data, key, encodeBase64(toBytes(value)));
  // Unlike that of a ConfigMap, the data of a Secret is there even when it is empty.
  return makeResource("Secret", args, { type: args.type || "Opaque", data });
}

function uniquePairs(args: GeneratorArgs, loader: Loader): KeyValue[] {
  const pairs = loadKeyValues(args, loader);
  const seen = new Set<string>();
  for (const { key } of pairs) {
    // "configmap" is what the real tool says of Secrets, too.
    if (seen.has(key)) {
      throw new KustomizeError("conflict", `configmap ${args.name ?? ""} illegally repeats the key \`${key}\``);
    }
    seen.add(key);
  }
  return pairs;
}

function makeResource(kind: string, args: GeneratorArgs, fields: JsonObject): Resource {
  const { name = "", namespace, options = {} } = args;
  if (name === "") throw new KustomizeError("invalid-config", `a ${kind.toLowerCase()} must have a name`);
  const metadata = {
    name,
    ...(namespace && { namespace }),
    ...present("labels", options.labels ?? {}),
    ...present("annotations", options.annotations ?? {}),
  };
  const object = { apiVersion: "v1", kind, metadata, ...fields, ...(options.immutable && { immutable: true }) };
  return new Resource(object, {}, { ...noBookkeeping, ...handling(args.behavior, options) });
}

function handling(behavior: string | undefined, options: GeneratorOptions): { behavior: Behavior; needsHash: boolean } {
  const isKnown = behavior === "create" || behavior === "merge" || behavior === "replace";
  return { behavior: isKnown ? behavior : "unspecified", needsHash: !options.disableNameSuffixHash };
}

function present(name: string, map: JsonObject): JsonObject {
  return Object.keys(map).length === 0 ? {} : { [name]: map };
}

/** Options of one generator over those of all: what it says itself wins, switches are on if either is. */
export function mergeGeneratorOptions(
  own: GeneratorOptions | undefined,
  all: GeneratorOptions | undefined,
): GeneratorOptions {
  if (all === undefined) return own ?? {};
  return {
    ...own,
    labels: { ...all.labels, ...own?.labels },
    annotations: { ...all.annotations, ...own?.annotations },
    disableNameSuffixHash: (all.disableNameSuffixHash || own?.disableNameSuffixHash) ?? false,
    immutable: (all.immutable || own?.immutable) ?? false,
  };
}

function toBytes(value: Uint8Array | string): Uint8Array {
  return typeof value === "string" ? new TextEncoder().encode(value) : value;
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const lineLength = 70;

/** Base64 in lines of 70 characters, each with a line break, when it does not fit into one. */
function encodeBase64(bytes: Uint8Array): string {
  const chunks: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += 0x6000) {
    chunks.push(btoa(String.fromCharCode(...bytes.subarray(offset, offset + 0x6000))));
  }
  const encoded = chunks.join("");
  if (encoded.length < lineLength) return encoded;
  return encoded.replace(/.{1,70}/g, "$&\n");
}
