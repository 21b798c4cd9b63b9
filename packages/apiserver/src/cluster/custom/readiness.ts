import type { KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { Catalog } from "../../resources/catalog.ts";
import type { Resource } from "../../resources/resource.ts";
import type { ResourceName } from "../../system/client.ts";
import { ignoreRefusals } from "../../system/refusals.ts";
import type { Cluster } from "../cluster.ts";
import { keyOf, nameOf, objectNameOf, timeOf, writeStatus } from "../cluster.ts";
import { withCondition } from "../conditions.ts";
import type { StatusCondition } from "../kinds.ts";
import type { ReadinessRule, Wish } from "../settings.ts";
import { annotations, wishOf } from "../settings.ts";

const definitions: ResourceName = { group: "apiextensions.k8s.io", plural: "customresourcedefinitions" };

/** Whose controllers are so common that fleets wait for them. */
const knownRules: readonly ReadinessRule[] = [
  { group: "cert-manager.io", kind: "Certificate", conditions: ["Ready"] },
  { group: "cert-manager.io", kind: "ClusterIssuer", conditions: ["Ready"] },
  { group: "cert-manager.io", kind: "Issuer", conditions: ["Ready"] },
];

/**
 * Makes custom resources ready whose controllers are not here: those of kinds with a rule, and those that name their
 * conditions in an annotation of their own or of their definition.
 */
export function startCustomReadiness(cluster: Cluster, catalog: Catalog): Disposable {
  return new CustomReadiness(cluster, catalog);
}

class CustomReadiness implements Disposable {
  readonly #cluster: Cluster;
  readonly #catalog: Catalog;
  readonly #watches = new Map<string, { readonly resource: Resource; readonly watch: Disposable }>();
  readonly #catalogWatch: Disposable;
  readonly #definitionWatch: Disposable;

  constructor(cluster: Cluster, catalog: Catalog) {
    this.#cluster = cluster;
    this.#catalog = catalog;
    this.#watchResources();
    this.#catalogWatch = catalog.onChange(() => this.#watchResources());
    this.#definitionWatch = cluster.client.watch(definitions, ({ before, after }) => {
      if (before && after && ruleText(before) !== ruleText(after)) this.#reconsider(after.metadata.name);
    });
  }

  [Symbol.dispose](): void {
    this.#catalogWatch[Symbol.dispose]();
    this.#definitionWatch[Symbol.dispose]();
    for (const { watch } of this.#watches.values()) watch[Symbol.dispose]();
  }

  /** Follows the resources of definitions, as they come and go. */
  #watchResources(): void {
    const custom = this.#catalog.all().filter(({ definition }) => definition !== undefined);
    const present = new Map(custom.map((resource) => [`${resource.plural}.${resource.group}`, resource]));
    for (const [id, { watch }] of this.#watches) {
      if (present.has(id)) continue;
      watch[Symbol.dispose]();
      this.#watches.delete(id);
    }
    for (const [id, resource] of present) {
      if (this.#watches.has(id)) continue;
      const name = { group: resource.group, plural: resource.plural };
      const watch = this.#cluster.client.watch(name, ({ before, after }) => {
        if (after && !(before && isSameWish(before, after))) this.#enqueue(id, after);
      });
      this.#watches.set(id, { resource, watch });
    }
  }

  #reconsider(id: string): void {
    const found = this.#watches.get(id);
    if (found === undefined) return;
    const { group, plural } = found.resource;
    for (const object of this.#cluster.client.list({ group, plural })) this.#enqueue(id, object);
  }

  #enqueue(id: string, object: KubeObject): void {
    const key = keyOf(nameOf(object));
    this.#cluster.loop.add(`custom ${id} ${key}`, () => this.#sync(id, key));
  }

  #sync(id: string, key: string): void {
    const resource = this.#watches.get(id)?.resource;
    if (resource === undefined) return;
    const { client, clock, loop, wish: preset } = this.#cluster;
    const name = { group: resource.group, plural: resource.plural };
    const object = client.get(name, objectNameOf(key));
    const rule = object && this.#ruleOf(resource, object);
    if (object === undefined || rule === undefined) return;
    const wish = wishOf([object], preset);
    if (wish.fate === "never") return;
    const due = Date.parse(object.metadata.creationTimestamp ?? "") + wish.delayMs;
    if (wish.delayMs > 0 && clock.now() < due) {
      return loop.at(`custom ${id} ${key}`, due, () => this.#sync(id, key));
    }
    ignoreRefusals(() => this.#write(name, object, { rule, wish }));
  }

  #ruleOf({ group, kind, definition }: Resource, object: KubeObject): ReadinessRule | undefined {
    const definer = this.#cluster.client.get(definitions, { namespace: "", name: definition ?? "" });
    const text = ruleText(object) ?? (definer && ruleText(definer));
    const known = [...this.#cluster.rules, ...knownRules].find((rule) => rule.group === group && rule.kind === kind);
    if (text === undefined) return known;
    const conditions = text.split(",").map((type) => type.trim());
    return { group, kind, ...known, conditions: conditions.filter((type) => type !== "") };
  }

  #write(
    resource: ResourceName,
    object: KubeObject,
    { rule, wish }: { readonly rule: ReadinessRule; readonly wish: Wish },
  ): void {
    const { client } = this.#cluster;
    const known = isJsonObject(object["status"]) ? object["status"] : {};
    const { generation = 1 } = object.metadata;
    const ready = wish.fate === "ready";
    const present = (known["conditions"] ?? []) as unknown as readonly StatusCondition[];
    const conditions = rule.conditions.reduce<readonly StatusCondition[]>(
      (list, type) => withCondition(list, conditionFor(type, { ready, generation, wish }), timeOf(this.#cluster)),
      present,
    );
    writeStatus(client, resource, object, {
      ...known,
      ...(ready && rule.status),
      observedGeneration: generation,
      conditions: conditions,
    });
  }
}

function conditionFor(
  type: string,
  { ready, generation, wish }: { readonly ready: boolean; readonly generation: number; readonly wish: Wish },
): StatusCondition {
  const failed = { reason: wish.reason, message: "The simulation says that it fails" };
  const fine = { reason: "Simulated", message: "The simulation says that it is ready" };
  const said = { type, status: ready ? "True" : "False", ...(ready ? fine : failed) };
  return { ...said, observedGeneration: generation } as StatusCondition;
}

function ruleText({ metadata }: KubeObject): string | undefined {
  return metadata.annotations?.[annotations.conditions];
}

/** The status is our own doing: only another spec or another wish starts anew. */
function isSameWish(a: KubeObject, b: KubeObject): boolean {
  return a.metadata.generation === b.metadata.generation && a.metadata.annotations === b.metadata.annotations;
}
