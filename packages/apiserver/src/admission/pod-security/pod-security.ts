// What the labels pod-security.kubernetes.io/* of a namespace ask of its Pods.
import type { JsonObject, KubeObject } from "@flux-ts/base";
import { equalJson } from "@flux-ts/base";
import { objectsIn } from "../../resources/entries.ts";
import type { Registry, WriteTarget } from "../../registry/registry.ts";
import { forbidden } from "../../status/errors.ts";
import type { Admission, AdmittedChange } from "../admission.ts";
import { evaluate } from "./evaluate.ts";
import { checkNamespace } from "./namespace.ts";
import { fieldsOf, templateOf, viewOf, type PodView } from "./pod.ts";
import { nameOf, policyOf, type Mode } from "./policy.ts";

/**
 * Pods that do not comply are refused, or their makers warned. What makes Pods is never refused: it is warned of, and its
 * Pods are refused.
 *
 * Upstream: https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export const podSecurity: Admission = {
  check: (registry, target, { object, old }) => {
    if (object === undefined) return;
    const { table } = target.served.resource;
    if (table === "/namespaces") return checkNamespace(registry, target, object, old);
    if (table === "/pods") return checkPod(registry, target, { object, old });
    const template = target.subresource === "" ? templateOf(target.served, object) : undefined;
    if (template !== undefined) warn(registry, target, template);
  },
};

/** @throws StatusError (403) with everything that the Pod does against the policy. */
function checkPod(registry: Registry, target: WriteTarget, { object, old }: AdmittedChange): void {
  if (object === undefined || !(target.subresource === "" || target.subresource === "ephemeralcontainers")) return;
  if (old !== undefined && isAsSecure(object, old)) return;
  const pod = viewOf(object);
  const problem = problemOf(registry, target, pod, "enforce");
  if (problem !== undefined) {
    throw forbidden({ group: "", resource: "pods" }, object.metadata.name, `violates ${problem}`);
  }
  warn(registry, target, pod);
}

function warn(registry: Registry, target: WriteTarget, pod: PodView): void {
  const problem = problemOf(registry, target, pod, "warn");
  if (problem !== undefined) target.warn(`would violate ${problem}`);
}

/** Everything that a Pod does against the policy of its namespace. */
function problemOf({ store }: Registry, { namespace }: WriteTarget, pod: PodView, mode: Mode): string | undefined {
  const entry = store.get("/namespaces", namespace);
  if (entry === undefined) return undefined;
  const policy = policyOf(entry.object, mode);
  const violations = evaluate(policy, pod);
  if (violations.length === 0) return undefined;
  return `PodSecurity ${nameOf(policy)}: ${violations.map(({ reason, detail }) => `${reason} (${detail})`).join(", ")}`;
}

/** Whether an update leaves everything alone that is looked at: a Pod that is there already may be kept. */
function isAsSecure(next: KubeObject, before: KubeObject): boolean {
  const [a, b] = [next, before].map((pod) => {
    const { spec, annotations } = viewOf(pod);
    return { spec: withoutImages(spec), annotations };
  });
  return equalJson(a, b);
}

/** Images, and how long Pods may take, have nothing to do with security. */
function withoutImages(spec: JsonObject): JsonObject {
  const { activeDeadlineSeconds: _, tolerations: _tolerations, ...rest } = spec;
  const containers = ["initContainers", "containers", "ephemeralContainers"].map((field) => [
    field,
    objectsIn(spec[field]).map(({ image: _image, ...container }) => container),
  ]);
  return { ...rest, ...fieldsOf(Object.fromEntries(containers) as JsonObject) };
}
