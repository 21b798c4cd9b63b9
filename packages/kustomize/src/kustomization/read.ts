import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject, setOwn } from "@flux-ts/base";
import { parseYamlDocument } from "@flux-ts/yaml";
import type { YamlDocument } from "@flux-ts/yaml";
import { asKustomizeError, KustomizeError } from "../errors.ts";
import type { Loader } from "../load/loader.ts";
import type { DecodeFault } from "./decode.ts";
import { decode, demandDecoded } from "./decode.ts";
import { kustomizationType } from "./schema.ts";
import type { Kustomization } from "./types.ts";

/** The names a kustomization file may have, in the order in which they are looked for. */
export const kustomizationFileNames: readonly string[] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

const kustomizationApiVersion = "kustomize.config.k8s.io/v1beta1";
const componentApiVersion = "kustomize.config.k8s.io/v1alpha1";

export interface KustomizationFile {
  readonly kustomization: Kustomization;
  /** Path of the file in its tree. */
  readonly file: string;
  /** The line a field is on, if it was written. */
  lineOf(path: readonly (string | number)[]): number | undefined;
}

export interface ReadOptions {
  /** What counts where there is no kustomization file. Without it that is an error. */
  readonly fallback?: ((loader: Loader) => JsonObject) | undefined;
  /** Changes what the file says before it is checked. */
  readonly edit?: ((kustomization: JsonObject) => JsonObject) | undefined;
}

/**
 * Finds and reads the kustomization file of a folder.
 *
 * @throws KustomizeError when there is none or more than one, or when a field is unknown or of another type.
 */
export function readKustomization(loader: Loader, { fallback, edit }: ReadOptions = {}): KustomizationFile {
  if (fallback && !kustomizationFileNames.some((name) => loader.exists(name))) {
    const value = fallback(loader);
    return checkKustomization(edit ? edit(value) : value, loader, loader.pathOf("kustomization.yaml"), () => undefined);
  }
  const { file, text } = findKustomization(loader);
  const document = parseKustomization(text, file);
  const value = document.value as JsonObject;
  return checkKustomization(edit ? edit(value) : value, loader, file, (path) => document.positionOf(path)?.line);
}

function checkKustomization(
  value: JsonObject,
  loader: Loader,
  file: string,
  lineOf: KustomizationFile["lineOf"],
): KustomizationFile {
  const decoded = decode(modernize(value), kustomizationType, { strict: true });
  const raw = demandDecoded<Kustomization>(decoded, (fault) => invalid(fault, file, lineOf));
  if (isEmptyKustomization(raw)) throw emptyKustomization(file);
  const kustomization = withDefaults(raw);
  enforceKind(kustomization, loader, file);
  return { kustomization, file, lineOf };
}

function findKustomization(loader: Loader): { file: string; text: string } {
  const found = kustomizationFileNames.flatMap((name) => {
    const text = loader.tryReadText(name);
    return text === undefined ? [] : [{ file: loader.pathOf(name), text }];
  });
  const [first] = found;
  if (first === undefined) {
    const names = "'kustomization.yaml', 'kustomization.yml' or 'Kustomization'";
    throw new KustomizeError(
      "invalid-kustomization",
      `unable to find one of ${names} in directory '${loader.display}'`,
      { position: { file: loader.root, line: 1 } },
    );
  }
  if (found.length > 1) {
    throw new KustomizeError("invalid-kustomization", `Found multiple kustomization files under: ${loader.display}\n`, {
      position: { file: first.file, line: 1 },
    });
  }
  return first;
}

function parseKustomization(text: string, file: string): YamlDocument {
  let document: YamlDocument | undefined;
  try {
    document = parseYamlDocument(text, { file });
  } catch (error) {
    const reason = asKustomizeError("malformed-yaml", error);
    throw new KustomizeError("invalid-kustomization", `invalid Kustomization: ${reason.message}`, {
      position: { file, line: 1 },
      cause: error,
    });
  }
  if (document === undefined || isEmptyDocument(document.value)) {
    throw emptyKustomization(file);
  }
  return document;
}

function isEmptyDocument(value: JsonValue): boolean {
  return value === null || (isJsonObject(value) && Object.keys(value).length === 0);
}

/** A kustomization that says nothing but what it is. */
function isEmptyKustomization({ apiVersion: _apiVersion, kind: _kind, ...rest }: Kustomization): boolean {
  return Object.values(rest).every((value) => value === "");
}

function emptyKustomization(file: string): KustomizeError {
  return new KustomizeError("invalid-kustomization", "kustomization.yaml is empty", { position: { file, line: 1 } });
}

function invalid(
  fault: DecodeFault,
  file: string,
  lineOf: (path: readonly (string | number)[]) => number | undefined,
): KustomizeError {
  return new KustomizeError("invalid-kustomization", `invalid Kustomization: ${fault.message}`, {
    position: { file, line: lineOf(fault.path) ?? 1 },
  });
}

/** Translates a spelling of the first releases. */
function modernize(value: JsonObject): JsonObject {
  if (!isJsonObject(value) || !Object.hasOwn(value, "imageTags")) return value;
  const result: { [key: string]: JsonValue } = {};
  for (const [key, field] of Object.entries(value)) setOwn(result, key === "imageTags" ? "images" : key, field);
  return result;
}

function withDefaults(raw: Kustomization): Kustomization {
  const kind = raw.kind || "Kustomization";
  const apiVersion = raw.apiVersion || (kind === "Component" ? componentApiVersion : kustomizationApiVersion);
  const { bases, resources, ...rest } = raw;
  return {
    ...rest,
    kind,
    apiVersion,
    ...((resources || bases) && { resources: [...(resources ?? []), ...(bases ?? [])] }),
  };
}

function enforceKind({ kind, apiVersion }: Kustomization, loader: Loader, file: string): void {
  const faults: string[] = [];
  if (kind !== "Kustomization" && kind !== "Component") {
    faults.push(`kind should be Kustomization or Component`);
  }
  const expected = kind === "Component" ? componentApiVersion : kustomizationApiVersion;
  if (apiVersion !== expected) faults.push(`apiVersion for ${kind} should be ${expected}`);
  if (faults.length === 0) return;
  throw new KustomizeError(
    "invalid-kustomization",
    `Failed to read kustomization file under ${loader.display}:\n${faults.join("\n")}`,
    { position: { file, line: 1 } },
  );
}
