import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";
import { KustomizeError, withPrefix } from "../errors.ts";
import type { FieldSpec } from "../field/field-spec.ts";
import { applyFieldSpec } from "../field/field-spec.ts";
import type { Schema } from "../merge/schema.ts";
import type { KindSelector, ResourceId } from "../resource/id.ts";
import { formatId, selectsKind } from "../resource/id.ts";
import type { ResourceSet } from "../resource/resource-set.ts";
import type { Resource } from "../resource/resource.ts";
import { effectiveNamespace } from "../resource/scope.ts";
import { scalarText, valueAt, withField } from "../resource/value.ts";
import { describeAmbiguity } from "./ambiguity.ts";

/** Fields that hold the name of an object of some kind. */
export interface NameReference {
  readonly target: KindSelector;
  readonly specs: readonly FieldSpec[];
}

/**
 * Updates every field that names an object by one of its earlier names.
 *
 * @throws KustomizeError when a name could mean more than one object.
 */
export function updateNameReferences(set: ResourceSet, references: readonly NameReference[]): void {
  const specsOf = createSpecIndex(references);
  const candidates = new Candidates(set);
  for (const resource of set.resources) {
    const { originalId } = resource;
    for (const { target, spec } of specsOf(originalId.kind)) {
      if (!selectsKind(spec, originalId)) continue;
      updateReference({ referrer: resource, target, spec, candidates });
    }
  }
}

interface SpecOfTarget {
  readonly target: KindSelector;
  readonly spec: FieldSpec;
}

/** Gives the specs for the objects of a kind, in the order of the references. */
function createSpecIndex(references: readonly NameReference[]): (kind: string) => readonly SpecOfTarget[] {
  const all = references.flatMap(({ target, specs }) => specs.map((spec) => ({ target, spec })));
  const byKind = new Map<string, readonly SpecOfTarget[]>();
  return (kind) => {
    const known = byKind.get(kind);
    if (known) return known;
    const found = all.filter(({ spec }) => !spec.kind || spec.kind === kind);
    byKind.set(kind, found);
    return found;
  };
}

export interface ReferenceUpdate {
  readonly referrer: Resource;
  /** The kinds that the field may name. */
  readonly target: KindSelector;
  readonly spec: FieldSpec;
  readonly candidates: Candidates;
}

/** Updates the names in one field of one object. @throws KustomizeError */
export function updateReference(update: ReferenceUpdate): void {
  const { referrer, spec } = update;
  const anyKind = { ...spec, group: undefined, version: undefined, kind: undefined };
  const text = (): string => `updating name reference in '${spec.path}' field of '${formatId(referrer.id)}'`;
  withPrefix(text, () => {
    applyFieldSpec(referrer, anyKind, (current) => rename(current ?? null, update));
  });
}

function rename(value: JsonValue, update: ReferenceUpdate): JsonValue {
  if (value === null) return value;
  if (Array.isArray(value)) return renameItems(value, update);
  return isJsonObject(value) ? renameInMap(value, update) : renameScalar(value, update);
}

function renameItems(items: JsonArray, update: ReferenceUpdate): JsonArray {
  let changed = false;
  const renamed = items.map((item) => {
    const next = rename(item, update);
    changed ||= next !== item;
    return next;
  });
  return changed ? renamed : items;
}

function renameScalar(value: JsonValue, update: ReferenceUpdate): JsonValue {
  const name = scalarText(value);
  const referral = selectReferral(name, undefined, update);
  return referral === undefined || referral.id.name === name ? value : referral.id.name;
}

/** A reference with name and namespace takes both from what it refers to. */
function renameInMap(map: JsonObject, update: ReferenceUpdate): JsonObject {
  const name = getOwn(map, "name");
  if (name === undefined) throw new KustomizeError("invalid-config", "path config error; no 'name' field in node");
  const namespace = getOwn(map, "namespace");
  const referral = selectReferral(
    scalarText(name),
    namespace === undefined ? undefined : scalarText(namespace),
    update,
  );
  if (referral === undefined) return map;
  const renamed = withField(map, "name", referral.id.name);
  return referral.id.namespace === "" ? renamed : withField(renamed, "namespace", referral.id.namespace);
}

/** The object that a name means, or undefined when none of those that were renamed. */
function selectReferral(
  name: string,
  namespace: string | undefined,
  { referrer, target, spec, candidates }: ReferenceUpdate,
): Resource | undefined {
  const sees = candidates.visibleFrom(referrer);
  const roleRef = spec.path.endsWith("roleRef/name") ? roleRefKind(referrer) : {};
  const matches = candidates
    .everNamed(name)
    .filter((candidate) => hadKind(candidate, target) && hadKind(candidate, roleRef) && sees(candidate));
  const placed = namespace === undefined ? matches : candidates.inNamespace(matches, namespace, sees);
  const near = placed.filter((candidate) => isReachable(candidate, referrer, candidates.schema));
  return chooseReferral(near, referrer, namespace !== undefined);
}

/** The kind that a role binding's `roleRef` names. */
function roleRefKind({ object }: Resource): KindSelector {
  return {
    group: scalarText(valueAt(object, "roleRef", "apiGroup")),
    kind: scalarText(valueAt(object, "roleRef", "kind")),
  };
}

function hadKind(resource: Resource, selector: KindSelector): boolean {
  return resource.previousIds.some((id) => selectsKind(selector, id));
}

/** Only service accounts are referred to across namespaces. */
function isReachable(candidate: Resource, referrer: Resource, schema: Schema): boolean {
  if (schema.isClusterScoped(referrer.id) || schema.isClusterScoped(candidate.id)) return true;
  return candidate.id.kind === "ServiceAccount" || sameNamespace(candidate.id, referrer.id, schema);
}

function sameNamespace(a: ResourceId, b: ResourceId, schema: Schema): boolean {
  return effectiveNamespace(a, schema) === effectiveNamespace(b, schema);
}

/** Of several objects with the name, those that came the same way as the referrer are meant. */
function chooseReferral(
  candidates: readonly Resource[],
  referrer: Resource,
  comparesNamespace: boolean,
): Resource | undefined {
  if (candidates.length <= 1) return candidates[0];
  const related = candidates.filter((candidate) => cameSameWay(candidate, referrer, true));
  const closest = related.length > 1 ? related.filter((candidate) => cameSameWay(candidate, referrer, false)) : related;
  const [first] = closest;
  if (first === undefined || closest.length === 1) return first;
  const areEqual = closest.every(
    ({ id }) => id.name === first.id.name && (!comparesNamespace || id.namespace === first.id.namespace),
  );
  if (areEqual) return first;
  throw new KustomizeError("ambiguous", describeAmbiguity(referrer, closest));
}

function cameSameWay(candidate: Resource, referrer: Resource, allowsNone: boolean): boolean {
  const [a, b] = [candidate.books, referrer.books];
  return (
    ((allowsNone && (a.prefixes.length === 0 || b.prefixes.length === 0)) || haveSameEnd(a.prefixes, b.prefixes)) &&
    ((allowsNone && (a.suffixes.length === 0 || b.suffixes.length === 0)) || haveSameEnd(a.suffixes, b.suffixes))
  );
}

/** Whether the shorter list is the end of the longer one; an empty one only of an empty one. */
function haveSameEnd(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length === 0) return long.length === 0;
  const offset = long.length - short.length;
  return short.every((text, index) => text === long[index + offset]);
}

/** The objects that names may mean, found by what they were called. */
export class Candidates {
  readonly schema: Schema;
  readonly #byName = new Map<string, Resource[]>();
  readonly #byOriginalNamespace = new Map<string, Resource[]>();

  constructor({ resources, schema }: ResourceSet) {
    this.schema = schema;
    for (const resource of resources) {
      const names = new Set(resource.books.previous.map(({ name }) => name));
      for (const name of names) addTo(this.#byName, name, resource);
      addTo(this.#byOriginalNamespace, effectiveNamespace(resource.originalId, schema), resource);
    }
  }

  everNamed(name: string): readonly Resource[] {
    return this.#byName.get(name) ?? [];
  }

  /** The matches in a namespace: as manifests named it where any object was in it, else as it is now. */
  inNamespace(
    matches: readonly Resource[],
    namespace: string,
    sees: (candidate: Resource) => boolean,
  ): readonly Resource[] {
    const wasThere = this.#byOriginalNamespace.get(namespace)?.some(sees) ?? false;
    const idOf = (resource: Resource): ResourceId => (wasThere ? resource.originalId : resource.id);
    return matches.filter((match) => effectiveNamespace(idOf(match), this.schema) === namespace);
  }

  /** Which objects an object may refer to at all. */
  visibleFrom(referrer: Resource): (candidate: Resource) => boolean {
    const { schema } = this;
    if (schema.isClusterScoped(referrer.id)) return () => true;
    const boundNamespaces = subjectNamespaces(referrer);
    return ({ id }) =>
      schema.isClusterScoped(id) || sameNamespace(id, referrer.id, schema) || boundNamespaces.has(id.namespace);
  }
}

function addTo(map: Map<string, Resource[]>, key: string, resource: Resource): void {
  const list = map.get(key);
  if (list) list.push(resource);
  else map.set(key, [resource]);
}

/** The namespaces of the service accounts that a role binding binds. */
function subjectNamespaces({ object, id }: Resource): ReadonlySet<string> {
  const subjects = id.kind === "RoleBinding" ? getOwn(object, "subjects") : undefined;
  if (!Array.isArray(subjects)) return new Set();
  const accounts = (subjects as JsonArray).filter(
    (subject) => isJsonObject(subject) && getOwn(subject, "kind") === "ServiceAccount",
  );
  return new Set(accounts.map((subject) => scalarText(valueAt(subject, "namespace"))).filter((text) => text !== ""));
}
