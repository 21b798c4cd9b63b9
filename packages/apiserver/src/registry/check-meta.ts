// Rules of metadata that hold for every object (apimachinery, api/validation).
import type { KubeObject, ObjectMeta, OwnerReference } from "@flux-ts/base";
import { equalJson } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, invalid, required } from "@flux-ts/kube-schema";
import type { Resource } from "../resources/resource.ts";
import type { Strategy } from "../resources/strategy.ts";
import { checkLabelValue, checkQualifiedName } from "./label-syntax.ts";
import { checkSubdomain } from "./names.ts";

const longestAnnotations = 256 * 1024;

/** Errors of the metadata of an object that is made. */
export function checkMeta(object: KubeObject, resource: Resource): readonly FieldCause[] {
  const { strategy, namespaced } = resource;
  const { metadata } = object;
  // A policy may have taken the name away.
  const given: Partial<ObjectMeta> = metadata;
  const { name = "", generateName = "", namespace = "" } = given;
  const checkName = strategy.checkName ?? checkSubdomain;
  const causes: FieldCause[] = [];
  if (generateName !== "") {
    for (const why of checkName(withoutDashes(generateName))) {
      causes.push(invalid("metadata.generateName", generateName, why));
    }
  }
  if (name === "") causes.push(required("metadata.name", "name or generateName is required"));
  else for (const why of checkName(name)) causes.push(invalid("metadata.name", name, why));
  if (namespaced && namespace === "") causes.push(required("metadata.namespace", ""));
  return [...causes, ...checkCommon(metadata, metadataRules(resource).strict)];
}

/**
 * Errors of the metadata of an object that replaces another. Upstream looks for them more than once, and says them as
 * often: for every resource, and again by the rules of its own.
 */
export function checkMetaUpdate(next: KubeObject, current: KubeObject, resource: Resource): readonly FieldCause[] {
  const { strict, checks } = metadataRules(resource);
  const state = checkCommon(next.metadata, strict);
  const change = checkChange(next, current);
  return [...(checks > 0 ? state : []), ...change, ...change, ...(checks > 1 ? state : [])];
}

function metadataRules({ strategy, definition }: Resource): NonNullable<Strategy["metadata"]> {
  return strategy.metadata ?? (definition === undefined ? { checks: 2, strict: true } : { checks: 1, strict: false });
}

function checkChange(next: KubeObject, current: KubeObject): readonly FieldCause[] {
  const causes: FieldCause[] = [];
  const immutable = (field: keyof ObjectMeta) => {
    const value = next.metadata[field];
    if (!equalJson(value, current.metadata[field])) {
      causes.push(invalid(`metadata.${field}`, value ?? null, "field is immutable"));
    }
  };
  if (current.metadata.deletionTimestamp !== undefined) causes.push(...checkNewFinalizers(next, current));
  for (const field of ["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp"] as const) immutable(field);
  immutable("deletionGracePeriodSeconds");
  return [...causes, ...checkLabelled(next.metadata)];
}

/** While an object is being deleted, finalizers may only go. */
function checkNewFinalizers(next: KubeObject, current: KubeObject): readonly FieldCause[] {
  const old = current.metadata.finalizers ?? [];
  const added = (next.metadata.finalizers ?? []).filter((finalizer) => !old.includes(finalizer));
  if (added.length === 0) return [];
  const list = added.map((finalizer) => JSON.stringify(finalizer)).join(", ");
  const why = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
  return [forbiddenField("metadata.finalizers", why)];
}

function checkCommon(metadata: ObjectMeta, strict: boolean): readonly FieldCause[] {
  return [...checkLabelled(metadata), ...checkFinalizers(metadata.finalizers ?? [], strict)];
}

function checkLabelled(metadata: ObjectMeta): readonly FieldCause[] {
  return [
    ...checkLabels(metadata.labels ?? {}),
    ...checkAnnotations(metadata.annotations ?? {}),
    ...checkOwners(metadata.ownerReferences ?? []),
  ];
}

function checkLabels(labels: { readonly [key: string]: string }): readonly FieldCause[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...checkQualifiedName(key).map((why) => invalid("metadata.labels", key, why)),
    ...checkLabelValue(value).map((why) => invalid("metadata.labels", value, why)),
  ]);
}

function checkAnnotations(annotations: { readonly [key: string]: string }): readonly FieldCause[] {
  const causes: FieldCause[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    // Capitals are allowed in the prefix, unlike in labels.
    causes.push(...checkQualifiedName(key.toLowerCase()).map((why) => invalid("metadata.annotations", key, why)));
    size += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (size > longestAnnotations) {
    const message = `Too long: may not be more than ${longestAnnotations} bytes`;
    causes.push({ type: "FieldValueTooLong", field: "metadata.annotations", message });
  }
  return causes;
}

function checkOwners(owners: readonly OwnerReference[]): readonly FieldCause[] {
  const field = "metadata.ownerReferences";
  const causes = owners
    .map(withBlanks)
    .flatMap(({ apiVersion, kind, name, uid }) => [
      ...(apiVersion === "" ? [invalid(`${field}.apiVersion`, apiVersion, "version must not be empty")] : []),
      ...(kind === "" ? [invalid(`${field}.kind`, kind, "must not be empty")] : []),
      ...(name === "" ? [invalid(`${field}.name`, name, "must not be empty")] : []),
      ...(uid === "" ? [invalid(`${field}.uid`, uid, "must not be empty")] : []),
    ]);
  const [first, second] = owners.filter(({ controller }) => controller === true);
  if (first === undefined || second === undefined) return causes;
  const found = `${first.kind}/${first.name} and ${second.kind}/${second.name}`;
  const why = `Only one reference can have Controller set to true. Found "true" in references for ${found}`;
  return [...causes, invalid(field, owners, why)];
}

/** Clients leave out what they must not. */
function withBlanks(owner: Partial<OwnerReference>): OwnerReference {
  return { apiVersion: "", kind: "", name: "", uid: "", ...owner };
}

const standardFinalizers = new Set(["kubernetes", "orphan", "foregroundDeletion"]);

function checkFinalizers(finalizers: readonly string[], strict: boolean): readonly FieldCause[] {
  const field = "metadata.finalizers";
  const causes = finalizers.flatMap((finalizer, index) => {
    const errors = checkQualifiedName(finalizer).map((why) => invalid(field, finalizer, why));
    if (!strict || finalizer.includes("/") || standardFinalizers.has(finalizer)) return errors;
    const why = "name is neither a standard finalizer name nor is it fully qualified";
    return [...errors, invalid(`${field}[${index}]`, finalizer, why)];
  });
  if (!finalizers.includes("orphan") || !finalizers.includes("foregroundDeletion")) return causes;
  const why = "finalizer orphan and foregroundDeletion cannot be both set";
  return [...causes, invalid(field, finalizers, why)];
}

/** A generated name ends with a random part, so a dash may come last. */
function withoutDashes(prefix: string): string {
  return prefix.endsWith("-") ? `${prefix.slice(0, -1)}a` : prefix;
}
