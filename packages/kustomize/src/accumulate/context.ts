import { isJsonObject } from "@flux-ts/base";
import { parseYaml } from "@flux-ts/yaml";
import { asKustomizeError, KustomizeError } from "../errors.ts";
import type { Kustomization } from "../kustomization/types.ts";
import type { Loader } from "../load/loader.ts";
import { reduceOpenApi } from "../merge/openapi.ts";
import type { Schema } from "../merge/schema.ts";
import { builtinSchema, builtinSchemaVersion, createSchema, withBuiltinFirst } from "../merge/schema.ts";
import type { BuildOptions } from "../options.ts";
import type { ParsedObject } from "../resource/parse.ts";
import { parseManifest } from "../resource/parse.ts";

/** What all kustomizations of one build share. */
export class BuildContext {
  readonly options: BuildOptions;
  readonly maxObjects: number;
  /** Folder that is built: origins are relative to it. */
  readonly root: string;
  /** Whether the kustomization that is built asks for metadata of any sort: then the real tool tracks origins. */
  tracksOrigins = false;
  #schema: Schema = builtinSchema;
  #hasChosenSchema = false;
  readonly #manifests = new Map<string, readonly ParsedObject[]>();

  constructor(root: string, options: BuildOptions, maxObjects: number) {
    this.root = root;
    this.options = options;
    this.maxObjects = maxObjects;
  }

  readonly schema = (): Schema => this.#schema;

  /** The schema that a kustomization asks for is in force for the whole build, if it is the first to ask. @throws KustomizeError */
  chooseSchema({ openapi }: Kustomization, loader: Loader): void {
    const text = openapi?.path === undefined ? undefined : loader.readText(openapi.path);
    if (openapi === undefined || this.#hasChosenSchema) return;
    const { version, path = "" } = openapi;
    if (version !== undefined && text !== undefined) {
      throw new KustomizeError("conflict", "builtin version and custom schema provided, cannot use both");
    }
    if (text !== undefined) {
      this.#useDocument(text, loader.pathOf(path));
    } else if (version) {
      if (version !== builtinSchemaVersion) {
        throw new KustomizeError("invalid-config", "the specified OpenAPI version is not built in");
      }
      this.#hasChosenSchema = true;
    }
  }

  #useDocument(text: string, file: string): void {
    let document;
    try {
      document = parseYaml(text, { file });
    } catch (error) {
      throw asKustomizeError("invalid-config", error);
    }
    const data = reduceOpenApi(isJsonObject(document) ? document : {}, "custom");
    this.#schema = this.options.keepBuiltinSchema ? withBuiltinFirst(data) : createSchema([data]);
    this.#hasChosenSchema = true;
  }

  /** The objects of a manifest; a file that is named twice is parsed once. @throws KustomizeError */
  parseFile(loader: Loader, path: string): readonly ParsedObject[] {
    const text = loader.readText(path);
    const file = loader.pathOf(path);
    const known = loader.isRemote ? undefined : this.#manifests.get(file);
    if (known) return known;
    const parsed = parseManifest(text, { file, written: path });
    if (!loader.isRemote) this.#manifests.set(file, parsed);
    return parsed;
  }
}
