import type { KubeObject } from "@flux-ts/base";
import { equalJson } from "@flux-ts/base";
import { formatTime } from "../clock.ts";
import type { Registry } from "../registry/registry.ts";
import { StatusError } from "../status/status.ts";
import type { SystemClient } from "../system/client.ts";
import type { RulesFactory } from "./custom-resource.ts";
import { createCustomResource } from "./custom-resource.ts";
import type { Definition, DefinitionCondition } from "./definition.ts";
import { conditionOf, isEstablished } from "./definition.ts";
import { acceptNames } from "./names.ts";
import { cleanupFinalizer, withTerminating } from "./strategy.ts";

const definitions = { group: "apiextensions.k8s.io", plural: "customresourcedefinitions" } as const;

interface DefinitionsOptions {
  readonly registry: Registry;
  readonly client: SystemClient;
  readonly rules: RulesFactory;
}

/**
 * Serves what CustomResourceDefinitions define: accepts their names, establishes them, puts their resources into the
 * catalog, and deletes the instances when a definition goes.
 */
export function startDefinitions(options: DefinitionsOptions): Disposable {
  const controller = new DefinitionController(options);
  return options.client.watch(definitions, ({ before, after }) => {
    if (after) controller.reconcile(after.metadata.name);
    else if (before) controller.remove(before as Definition);
  });
}

const deletionInProgress = {
  reason: "InstanceDeletionInProgress",
  message: "CustomResource deletion is in progress",
};

class DefinitionController {
  readonly #registry: Registry;
  readonly #client: SystemClient;
  readonly #rules: RulesFactory;

  constructor({ registry, client, rules }: DefinitionsOptions) {
    this.#registry = registry;
    this.#client = client;
    this.#rules = rules;
  }

  reconcile(name: string): void {
    const definition = this.#client.get(definitions, { namespace: "", name }) as Definition | undefined;
    if (definition === undefined) return;
    const settled = definition.metadata.deletionTimestamp === undefined ? this.#accept(definition) : definition;
    if (isEstablished(settled)) this.#serve(settled);
    if (settled.metadata.deletionTimestamp !== undefined) this.#cleanUp(settled);
  }

  /** Forgets the resource of a definition that is gone, and lets others have its names. */
  remove({ spec }: Definition): void {
    this.#registry.catalog.remove(spec.group, spec.names.plural);
    this.#registry.store.dropTable(`${spec.group}/${spec.names.plural}`);
    for (const other of this.#client.list(definitions)) this.reconcile(other.metadata.name);
  }

  #accept(definition: Definition): Definition {
    const others = (this.#client.list(definitions) as readonly Definition[]).filter(
      ({ metadata }) => metadata.name !== definition.metadata.name,
    );
    const { acceptedNames, namesAccepted, established } = acceptNames(definition, others);
    const status = {
      ...definition.status,
      conditions: this.#withConditions(definition, [namesAccepted, established]),
      acceptedNames,
    };
    if (equalJson(status, definition.status)) return definition;
    return this.#writeStatus({ ...definition, status }) ?? definition;
  }

  /** Conditions keep their time as long as their status stays. */
  #withConditions(
    { status }: Definition,
    wanted: readonly Omit<DefinitionCondition, "lastTransitionTime">[],
  ): readonly DefinitionCondition[] {
    const now = formatTime(this.#registry.clock.now());
    const old = status?.conditions ?? [];
    const changed = wanted.map(({ type, status, reason, message }) => {
      const same = old.find((condition) => condition.type === type && condition.status === status);
      return { type, status, lastTransitionTime: same?.lastTransitionTime ?? now, reason, message };
    });
    return [...changed, ...old.filter(({ type }) => !wanted.some((condition) => condition.type === type))];
  }

  #serve(definition: Definition): void {
    const resource = createCustomResource(definition, this.#rules);
    this.#registry.store.openTable(resource.table);
    const known = this.#registry.catalog.get(resource.group, resource.plural);
    if (known && this.#served.get(definition.metadata.name) === servedPart(definition)) return;
    this.#served.set(definition.metadata.name, servedPart(definition));
    this.#registry.catalog.put(resource);
  }

  readonly #served = new Map<string, string>();

  /** Deletes the instances; the definition may go once the last of them is gone. */
  #cleanUp(definition: Definition): void {
    const { group, names } = definition.spec;
    const resource = { group, plural: names.plural };
    const established = this.#registry.catalog.get(group, names.plural) !== undefined;
    for (const { metadata } of established ? this.#client.list(resource) : []) {
      if (metadata.deletionTimestamp !== undefined) continue;
      this.#client.delete(resource, { namespace: metadata.namespace ?? "", name: metadata.name });
    }
    const current = this.#reportProgress(definition);
    const left = established ? this.#client.list(resource) : [];
    if (left.length > 0) return this.#await(definition);
    const finalizers = (current.metadata.finalizers ?? []).filter((finalizer) => finalizer !== cleanupFinalizer);
    this.#client.update(definitions, { ...current, metadata: { ...current.metadata, finalizers } });
  }

  #reportProgress(definition: Definition): Definition {
    if (conditionOf(definition, "Terminating")?.reason === deletionInProgress.reason) return definition;
    const lastTransitionTime = formatTime(this.#registry.clock.now());
    return this.#writeStatus(withTerminating(definition, { ...deletionInProgress, lastTransitionTime })) ?? definition;
  }

  /** Looks again when an instance goes. */
  #await({ spec, metadata }: Definition): void {
    const watch = this.#client.watch({ group: spec.group, plural: spec.names.plural }, ({ after }) => {
      if (after !== undefined) return;
      watch[Symbol.dispose]();
      this.reconcile(metadata.name);
    });
  }

  #writeStatus(definition: KubeObject): Definition | undefined {
    try {
      return this.#client.update(definitions, definition, "status") as Definition;
    } catch (error) {
      // Somebody else was faster: the change of theirs brings us back.
      if (error instanceof StatusError && error.reason === "Conflict") return undefined;
      throw error;
    }
  }
}

/** What the resource is made of: as long as it stays the same, open watches go on. */
function servedPart({ spec, status, metadata }: Definition): string {
  return JSON.stringify([spec, status?.acceptedNames, metadata.deletionTimestamp !== undefined]);
}
