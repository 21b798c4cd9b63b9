// Pods by themselves, and what of them may change while they live.
import type { JsonObject, JsonObjectDraft, JsonValue, KubeObject } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, invalid } from "@flux-ts/kube-schema";
import { internalDiff } from "../internal/internal-diff.ts";
import type { Check } from "./check.ts";
import { all, fields, listOf, read } from "./check.ts";
import { appArmorAnnotations, appArmorWarnings } from "./app-armor.ts";
import { statusAddresses } from "./pod-addresses.ts";
import { podSpec, podTemplate } from "./pod-spec.ts";
import type { Rules } from "./rules.ts";
import { podSpecWarnings } from "./pod-warnings.ts";
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
  check: all(fields({ metadata: fields({ annotations }), spec: podSpec, status: statusAddresses }), (pod) =>
    isJsonObject(pod) ? appArmorAnnotations(pod) : [],
  ),
  checkChange: keepsSpec,
  checkNew: fields({
    spec: (spec) =>
      listOf(read(spec, "ephemeralContainers")).length > 0
        ? [forbiddenField("spec.ephemeralContainers", "cannot be set on create")]
        : [],
  }),
  warn: (pod) => [...appArmorWarnings(pod), ...warnOfPodName(pod), ...podSpecWarnings(pod["spec"], "spec")],
};

/** A pod's name is its host name, too. */
function warnOfPodName(pod: KubeObject): readonly string[] {
  return warnOfName(pod).map((text) => text.replace("in Pod names and hostnames", "in the Pod's hostname"));
}

export const podTemplateRules: Rules = {
  check: fields({ template: podTemplate }),
  warn: ({ template }) => podSpecWarnings(read(template, "spec"), "template.spec"),
};

function keepsSpec(next: KubeObject, current: KubeObject, subresource: string): readonly FieldCause[] {
  const [wanted, before] = [specOf(next), specOf(current)];
  if (subresource === "ephemeralcontainers") return keepsEphemeral(wanted, before);
  const counted = ["containers", "initContainers"].find(
    (field) => listOf(wanted[field]).length !== listOf(before[field]).length,
  );
  if (counted !== undefined) {
    return [forbiddenField(`spec.${counted}`, "pod updates may not add or remove containers")];
  }
  const munged = withAllowedChanges(wanted, before);
  if (equalJson(munged, before)) return [];
  return [forbiddenField("spec", `${frozen}${internalDiff("PodSpec", before, munged)}`)];
}

/** Containers to look into a pod are added; what is there stays as it is. */
function keepsEphemeral(spec: JsonObject, before: JsonObject): readonly FieldCause[] {
  const field = "spec.ephemeralContainers";
  const wanted = listOf(spec["ephemeralContainers"]);
  return listOf(before["ephemeralContainers"]).flatMap((old) => {
    const name = read(old, "name") ?? "";
    const next = wanted.find((container) => read(container, "name") === name);
    const which = `existing ephemeral containers ${JSON.stringify(name)} may not be`;
    if (!isJsonObject(next)) return [forbiddenField(field, `${which} removed\n`)];
    if (!isJsonObject(old) || equalJson(next, old)) return [];
    return [forbiddenField(field, `${which} changed${internalDiff("EphemeralContainer", old, next)}`)];
  });
}

/** The spec with everything that an update may change as it was before. */
function withAllowedChanges(spec: JsonObject, before: JsonObject): JsonObject {
  const { tolerations, containers, initContainers } = spec;
  const known = listOf(before["tolerations"]);
  const kept = known.every((toleration) => listOf(tolerations).some((other) => equalJson(toleration, other)));
  const munged: JsonObjectDraft = {
    ...spec,
    ...(containers !== undefined && { containers: withImagesOf(containers, before["containers"]) }),
    ...(initContainers !== undefined && { initContainers: withImagesOf(initContainers, before["initContainers"]) }),
  };
  for (const field of ["activeDeadlineSeconds", ...(kept ? ["tolerations"] : [])]) {
    const value = before[field];
    if (value === undefined) delete munged[field];
    else munged[field] = value;
  }
  return munged;
}

function withImagesOf(containers: JsonValue, before: JsonValue | undefined): JsonValue {
  const old = listOf(before);
  return listOf(containers).map((container, index) => {
    const image = read(old[index], "image");
    return isJsonObject(container) && image !== undefined ? { ...container, image } : container;
  });
}

function specOf(object: KubeObject): JsonObject {
  return isJsonObject(object["spec"]) ? object["spec"] : {};
}
