import type { JsonObject, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";
import { parseYaml } from "@flux-ts/yaml";
import { asKustomizeError, KustomizeError } from "../errors.ts";
import type { NameReferenceEntry } from "../field/default-specs.ts";
import type { FieldSpecEntry } from "../kustomization/types.ts";
import type { Loader } from "../load/loader.ts";
import { valueAt } from "../resource/value.ts";
import type { TransformerConfig } from "./transformer-config.ts";
import { emptyConfig } from "./transformer-config.ts";

const extension = {
  annotation: "x-kubernetes-annotation",
  labelSelector: "x-kubernetes-label-selector",
  identity: "x-kubernetes-identity",
  refVersion: "x-kubernetes-object-ref-api-version",
  refKind: "x-kubernetes-object-ref-kind",
  refNameKey: "x-kubernetes-object-ref-name-key",
} as const;

/** Reads the field specs that the OpenAPI definitions in a file of `crds` give. @throws KustomizeError */
export function readCrdFile(path: string, loader: Loader): TransformerConfig {
  const text = loader.readText(path);
  const file = loader.pathOf(path);
  let definitions: JsonValue;
  try {
    definitions = parseYaml(text, { file });
  } catch (error) {
    throw asKustomizeError("malformed-yaml", error);
  }
  if (!isJsonObject(definitions)) {
    throw new KustomizeError("invalid-config", "a file of crds holds OpenAPI definitions", {
      position: { file, line: 1 },
    });
  }
  const collector = new SpecCollector(definitions);
  for (const [name, definition] of Object.entries(definitions)) {
    if (!isObjectDefinition(definition)) continue;
    collector.collect(name, name.slice(name.lastIndexOf(".") + 1), []);
  }
  return collector.config();
}

/** Whether a definition is of a kind of objects rather than of a part of them. */
function isObjectDefinition(definition: JsonValue): boolean {
  const properties = propertiesOf(definition);
  return ["apiVersion", "kind", "metadata"].every((name) => Object.hasOwn(properties, name));
}

function propertiesOf(definition: JsonValue | undefined): JsonObject {
  const properties = valueAt(definition, "Schema", "properties");
  return isJsonObject(properties) ? properties : {};
}

class SpecCollector {
  readonly #definitions: JsonObject;
  readonly #annotations: FieldSpecEntry[] = [];
  readonly #labels: FieldSpecEntry[] = [];
  readonly #names: FieldSpecEntry[] = [];
  readonly #references: NameReferenceEntry[] = [];

  constructor(definitions: JsonObject) {
    this.#definitions = definitions;
  }

  collect(definition: string, kind: string, path: readonly string[], seen: readonly string[] = []): void {
    if (seen.includes(definition)) return;
    for (const [name, property] of Object.entries(propertiesOf(getOwn(this.#definitions, definition)))) {
      if (!isJsonObject(property)) continue;
      const place = [...path, name];
      this.#note(property, { kind, path: place.join("/") });
      const ref = getOwn(property, "$ref");
      if (typeof ref === "string") this.collect(ref, kind, place, [...seen, definition]);
    }
  }

  #note(property: JsonObject, spec: { readonly kind: string; readonly path: string }): void {
    if (Object.hasOwn(property, extension.annotation)) this.#annotations.push({ ...spec, create: false });
    if (Object.hasOwn(property, extension.labelSelector)) this.#labels.push({ ...spec, create: false });
    if (Object.hasOwn(property, extension.identity)) this.#names.push(spec);
    const version = getOwn(property, extension.refVersion);
    const refKind = getOwn(property, extension.refKind);
    if (typeof version !== "string" || typeof refKind !== "string") return;
    const nameKey = getOwn(property, extension.refNameKey);
    const path = `${spec.path}/${typeof nameKey === "string" ? nameKey : "name"}`;
    this.#references.push({ kind: refKind, version, fieldSpecs: [{ ...spec, path }] });
  }

  config(): TransformerConfig {
    return {
      ...emptyConfig,
      commonAnnotations: this.#annotations,
      commonLabels: this.#labels,
      namePrefix: this.#names,
      nameReference: this.#references,
    };
  }
}
