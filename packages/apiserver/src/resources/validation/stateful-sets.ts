// Stateful sets: their pods bring claims along.
import type { JsonValue, KubeObject } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, invalid } from "@flux-ts/kube-schema";
import { checkLabel } from "../../registry/names.ts";
import { scalarText } from "../scalar-text.ts";
import type { Check } from "./check.ts";
import { all, atLeast, fields, filled, given, items, listOf, oneOf, read, text } from "./check.ts";
import { claimSpec } from "./claims.ts";
import { podTemplate } from "./pod-spec.ts";
import type { Rules } from "./rules.ts";
import { runForever, selecting, warnOfPods } from "./workloads.ts";

/** Stateful sets keep their history as long as they like. */
const statefulPods: Check = all(
  (value, path) =>
    fields({ replicas: atLeast(0), minReadySeconds: atLeast(0), template: podTemplate })(withClaims(value), path),
  runForever("StatefulSet"),
);

/** A stateful set whose template has the claims that its pods get, as volumes before its own. */
function withClaims(value: JsonValue | undefined): JsonValue | undefined {
  const template = read(value, "template");
  const spec = read(template, "spec");
  const claims = listOf(read(value, "volumeClaimTemplates")).flatMap((claim) => {
    const name = read(claim, "metadata", "name");
    return [{ name: name ?? "", persistentVolumeClaim: { claimName: name ?? "" } }];
  });
  if (claims.length === 0 || !isJsonObject(value) || !isJsonObject(template) || !isJsonObject(spec)) return value;
  const names = new Set<JsonValue>(claims.map(({ name }) => name));
  const own = listOf(spec["volumes"]).filter((volume) => !names.has(read(volume, "name") ?? null));
  return { ...value, template: { ...template, spec: { ...spec, volumes: [...claims, ...own] } } };
}

function managementPolicy(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  if (value === "OrderedReady" || value === "Parallel") return [];
  return [invalid(path, value ?? "", "must be 'OrderedReady' or 'Parallel'")];
}

const frozen =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', " +
  "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

const movable = new Set([
  "replicas",
  "ordinals",
  "template",
  "updateStrategy",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
  "minReadySeconds",
]);

const statefulStrategy: Check = (value, path) => {
  const type = read(value, "type") ?? "";
  const update = read(value, "rollingUpdate");
  if (type !== "RollingUpdate" && type !== "OnDelete" && type !== "") {
    return [invalid(path, { Type: type, RollingUpdate: null }, "must be 'RollingUpdate' or 'OnDelete'")];
  }
  if (type === "OnDelete" && update !== undefined) {
    const shown = { Partition: read(update, "partition") ?? 0, MaxUnavailable: read(update, "maxUnavailable") ?? null };
    return [invalid(`${path}.rollingUpdate`, shown, "only allowed for updateStrategy 'RollingUpdate'")];
  }
  return fields({ partition: atLeast(0) })(update, `${path}.rollingUpdate`);
};

/** Claims become volumes of the pods, before those that the template has itself. */
const claimedVolumes: Check = (value, path) =>
  listOf(read(value, "volumeClaimTemplates")).flatMap((claim, index) => {
    const name = scalarText(read(claim, "metadata", "name") ?? "");
    // The template that is put together from these has a word for those without a name.
    return (name === "" ? [] : checkLabel(name)).map((why) =>
      invalid(`${path}.template.spec.volumes[${index}].name`, name, why),
    );
  });

export const statefulSetRules: Rules = {
  check: fields({
    spec: all(
      selecting({ kind: "statefulset", unusable: "" }),
      statefulPods,
      fields({
        podManagementPolicy: filled(managementPolicy),
        updateStrategy: statefulStrategy,
        serviceName: filled(text(checkLabel)),
        ordinals: fields({ start: atLeast(0) }),
        persistentVolumeClaimRetentionPolicy: given(
          fields({ whenDeleted: oneOf("Retain", "Delete"), whenScaled: oneOf("Retain", "Delete") }),
        ),
        volumeClaimTemplates: items(fields({ spec: claimSpec })),
      }),
      claimedVolumes,
    ),
  }),
  checkChange: (next, current) => {
    const fixed = (object: KubeObject) =>
      Object.fromEntries(
        Object.entries(isJsonObject(object["spec"]) ? object["spec"] : {}).filter(([field]) => !movable.has(field)),
      );
    return equalJson(fixed(next), fixed(current)) ? [] : [forbiddenField("spec", frozen)];
  },
  warn: (object) => [...warnOfPods(object), ...warnOfHistory(object)],
};

function warnOfHistory({ spec }: KubeObject): readonly string[] {
  const limit = read(spec, "revisionHistoryLimit");
  if (typeof limit !== "number" || limit >= 0) return [];
  const why = "a negative value retains all historical revisions; a value >= 0 is recommended";
  return [`spec.revisionHistoryLimit: ${why}`];
}
