// Pods by themselves, and what of them may change while they live.
import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, invalid } from "@flux-ts/kube-schema";
import type { Check } from "./check.ts";
import { fields, listOf, read } from "./check.ts";
import { podSpec, podTemplate } from "./pod-spec.ts";
import type { Rules } from "./rules.ts";
import { warnOfName } from "./workloads.ts";

const seccomp = "seccomp.security.alpha.kubernetes.io/pod";

/** Annotations that stood for what are fields now. */
const annotations: Check = (value, path) => {
  const profile = read(value, seccomp);
  if (typeof profile !== "string") return [];
  const known =
    ["runtime/default", "docker/default", "unconfined"].includes(profile) || profile.startsWith("localhost/");
  return known ? [] : [invalid(`${path}.${seccomp}`, profile, "must be a valid seccomp profile")];
};

const frozen =
  "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`," +
  "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations)," +
  "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

export const podRules: Rules = {
  check: fields({ metadata: fields({ annotations }), spec: podSpec }),
  checkChange: keepsSpec,
  warn: warnOfName,
};

export const podTemplateRules: Rules = { check: fields({ template: podTemplate }) };

function keepsSpec(next: KubeObject, current: KubeObject): readonly FieldCause[] {
  const [wanted, before] = [specOf(next), specOf(current)];
  const counted = ["containers", "initContainers"].filter(
    (field) => listOf(wanted[field]).length !== listOf(before[field]).length,
  );
  if (counted.length > 0) {
    return counted.map((field) => forbiddenField(`spec.${field}`, "pod updates may not add or remove containers"));
  }
  return equalJson(fixedPart(wanted, before), fixedPart(before, before)) ? [] : [forbiddenField("spec", frozen)];
}

/** The part of a spec that no update may change. */
function fixedPart(spec: JsonObject, before: JsonObject): JsonObject {
  const { activeDeadlineSeconds: _deadline, tolerations, containers, initContainers, ...rest } = spec;
  const known = listOf(before["tolerations"]);
  const kept = known.every((toleration) => listOf(tolerations).some((other) => equalJson(toleration, other)));
  return {
    ...rest,
    containers: listOf(containers).map(withoutImage),
    initContainers: listOf(initContainers).map(withoutImage),
    tolerations: kept ? known : listOf(tolerations),
  };
}

function withoutImage(container: JsonValue): JsonValue {
  if (!isJsonObject(container)) return container;
  const { image: _image, ...rest } = container;
  return rest;
}

function specOf(object: KubeObject): JsonObject {
  return isJsonObject(object["spec"]) ? object["spec"] : {};
}
