import type { KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { AskAccess, Value } from "@flux-ts/cel";
import { fromJson } from "@flux-ts/cel";
import type { AuditNotes } from "../../audit/notes.ts";
import type { Registry } from "../../registry/registry.ts";
import type { ResourceVersion } from "../../resources/resource.ts";
import type { Attributes } from "./attributes.ts";
import { namespaceObjectOf, requestOf, shownIn } from "./attributes.ts";
import { bindingsOf } from "./environment.ts";
import { matchWrite, readMatch } from "./match.ts";
import { findParams } from "./params.ts";
import type { Policy } from "./policy.ts";
import { specOf } from "./policy.ts";
import type { Registration, Registrations } from "./registrations.ts";

export interface PolicyOptions {
  readonly registry: Registry;
  readonly registrations: Registrations;
  readonly ask: AskAccess;
  /** Adds a note to the audit log. */
  readonly annotate: AuditNotes["annotate"];
}

/** A policy that is asked about a write: once for each of its bindings, and there once with each parameter. */
export interface Invocation<P extends Policy> {
  readonly kind: "invocation";
  readonly policy: P;
  readonly binding: KubeObject;
  readonly params: KubeObject | undefined;
  /** The version of the resource that the policy sees. */
  readonly version: ResourceVersion;
}

/** A policy that cannot be asked. */
export interface Misconfiguration<P extends Policy> {
  readonly kind: "misconfiguration";
  readonly policy: P;
  /** Undefined when the policy itself is what is wrong. */
  readonly binding: KubeObject | undefined;
  readonly message: string;
}

/** Which kinds of objects hold policies and their bindings. */
export interface PolicyKinds<P extends Policy> {
  readonly policies: Registration;
  readonly bindings: Registration;
  readonly read: (object: KubeObject) => P;
}

/** The policies that are bound and about a write, in the order of their names. */
export function invocationsOf<P extends Policy>(
  { registry, registrations }: PolicyOptions,
  attributes: Attributes,
  { policies, bindings, read }: PolicyKinds<P>,
): readonly (Invocation<P> | Misconfiguration<P>)[] {
  const all = registrations.all(bindings);
  if (all.length === 0) return [];
  return registrations.all(policies).flatMap((object) => {
    const bound = all.filter((binding) => specOf(binding)["policyName"] === object.metadata.name);
    if (bound.length === 0) return [];
    const policy = read(object);
    const version = matchWrite(registry, attributes, policy.match);
    if (version === undefined) return [];
    return bound.flatMap((binding) => boundInvocations(registry, attributes, { policy, binding, version }));
  });
}

interface Bound<P extends Policy> {
  readonly policy: P;
  readonly binding: KubeObject;
  readonly version: ResourceVersion;
}

function boundInvocations<P extends Policy>(
  registry: Registry,
  attributes: Attributes,
  bound: Bound<P>,
): readonly (Invocation<P> | Misconfiguration<P>)[] {
  const { policy, binding } = bound;
  const { matchResources, paramRef } = specOf(binding);
  if (isJsonObject(matchResources)) {
    const match = readMatch(matchResources, matchResources["resourceRules"]);
    if (matchWrite(registry, attributes, match, { anything: true }) === undefined) return [];
  }
  const found = findParams(registry, attributes, { policy, paramRef });
  if (found.kind === "found") return found.params.map((params) => ({ kind: "invocation", ...bound, params }));
  const named = found.kind === "missing" ? binding : undefined;
  return [{ kind: "misconfiguration", policy, binding: named, message: found.message }];
}

/** What expressions of an invocation can name. */
export function namesIn<P extends Policy>(
  { registry, ask }: PolicyOptions,
  attributes: Attributes,
  { version, params }: Invocation<P>,
): ReadonlyMap<string, Value> {
  const names = bindingsOf(attributes, {
    request: requestOf(attributes, version),
    object: shownIn(attributes, version, attributes.object),
    old: shownIn(attributes, version, attributes.old),
    namespace: namespaceObjectOf(registry, attributes),
    ask,
  });
  return names.set("params", params === undefined ? null : fromJson(params));
}

/** Reads each object once. */
export function readOnce<P>(read: (object: KubeObject) => P): (object: KubeObject) => P {
  const known = new WeakMap<KubeObject, { readonly policy: P }>();
  return (object) => {
    const found = known.get(object) ?? { policy: read(object) };
    known.set(object, found);
    return found.policy;
  };
}
