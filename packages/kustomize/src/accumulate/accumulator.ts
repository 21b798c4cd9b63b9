import { KustomizeError } from "../errors.ts";
import { compileFieldSpecs } from "../plugin/config.ts";
import { updateNameReferences } from "../reference/name-reference.ts";
import type { Variable } from "../reference/variables.ts";
import { resolveVariables } from "../reference/variables.ts";
import { goJson } from "../generate/hash.ts";
import { annotatedObject } from "../resource/build-annotations.ts";
import { formatGoId } from "../resource/id.ts";
import { ResourceSet } from "../resource/resource-set.ts";
import type { Resource } from "../resource/resource.ts";
import type { Schema } from "../merge/schema.ts";
import { mergeGenerated } from "./behavior.ts";
import type { TransformerConfig } from "./transformer-config.ts";
import { emptyConfig, mergeConfigs } from "./transformer-config.ts";

/** What a kustomization and those below it have come up with so far. */
export class Accumulator {
  readonly set: ResourceSet;
  #config: TransformerConfig = emptyConfig;
  #variables: readonly Variable[] = [];

  constructor(schema: () => Schema) {
    this.set = new ResourceSet(schema);
  }

  get config(): TransformerConfig {
    return this.#config;
  }

  mergeConfig(config: TransformerConfig): void {
    this.#config = mergeConfigs(this.#config, config);
  }

  /** @throws KustomizeError when a name is taken. */
  addVariables(variables: readonly Variable[]): void {
    const names = new Set(this.#variables.map(({ name }) => name));
    for (const { name } of variables) {
      if (names.has(name)) throw new KustomizeError("conflict", `var '${name}' already encountered`);
      names.add(name);
    }
    this.#variables = [...this.#variables, ...variables];
  }

  /** Takes over all that another has. @throws KustomizeError when both have the same object or variable. */
  merge(other: Accumulator): void {
    this.set.appendAll(other.set.resources);
    this.mergeConfig(other.config);
    this.addVariables(other.#variables);
  }

  /** Adds generated objects, or merges them into those they are meant for. @throws KustomizeError */
  absorb(resources: readonly Resource[]): void {
    for (const resource of resources) this.#absorbOne(resource);
  }

  #absorbOne(resource: Resource): void {
    const { behavior = "unspecified" } = resource.books;
    const isUpdate = behavior === "merge" || behavior === "replace";
    const matches = this.set.withAnyId(resource.id);
    const [match, ...more] = matches;
    const id = (): string => formatGoId(resource.id, this.set.schema.isClusterScoped(resource.id));
    if (match === undefined) {
      if (isUpdate) throw new KustomizeError("no-match", `id ${id()} does not exist; cannot merge or replace`);
      this.set.append(resource);
    } else if (more.length > 0) {
      const objects = matches.map((each) => goJson(annotatedObject(each))).join(" ");
      throw new KustomizeError("ambiguous", `found multiple objects [${objects}] that could accept merge of ${id()}`);
    } else if (isUpdate) {
      const merged = mergeGenerated(match, resource);
      this.set.replace(match, merged);
      this.#variables = this.#variables.map((each) => (each.source === match ? { ...each, source: merged } : each));
    } else {
      const rule = `can not use behavior: '${behavior}', behavior must be merge or replace`;
      throw new KustomizeError("conflict", `id ${id()} exists; ${rule}`);
    }
  }

  fixReferences(): void {
    const references = this.#config.nameReference.map(({ fieldSpecs, ...target }) => ({
      target,
      specs: compileFieldSpecs(fieldSpecs),
    }));
    updateNameReferences(this.set, references);
  }

  resolveVariables(): void {
    resolveVariables(this.set, this.#variables, compileFieldSpecs(this.#config.varReference));
  }
}
