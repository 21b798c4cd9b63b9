// Annotations that stood for the AppArmor profiles of containers before there were fields.
import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, invalid } from "@flux-ts/kube-schema";
import { scalarText } from "../scalar-text.ts";
import { listOf, read } from "./check.ts";

const prefix = "container.apparmor.security.beta.kubernetes.io/";
const containerFields = ["initContainers", "containers", "ephemeralContainers"];

interface Profile {
  readonly annotation: string;
  /** What the annotation says. */
  readonly name: string;
  readonly container: string;
}

function profilesOf(metadata: JsonValue | undefined): readonly Profile[] {
  const annotations = read(metadata, "annotations");
  return Object.entries(isJsonObject(annotations) ? annotations : {}).flatMap(([annotation, value]) =>
    annotation.startsWith(prefix)
      ? [{ annotation, name: scalarText(value), container: annotation.slice(prefix.length) }]
      : [],
  );
}

/** Errors of the annotations of a pod: names that are no profile, containers that are not there. */
export function appArmorAnnotations(pod: JsonObject): readonly FieldCause[] {
  const spec = pod["spec"];
  return profilesOf(pod["metadata"]).flatMap(({ annotation, name, container }) => {
    const field = `metadata.annotations[${annotation}]`;
    const found = containerFields.some((list) =>
      listOf(read(spec, list)).some((candidate) => read(candidate, "name") === container),
    );
    return [
      ...(typeOf(name) === undefined ? [invalid(field, name, `invalid AppArmor profile name: "${name}"`)] : []),
      ...(found ? [] : [invalid(field, container, "container not found")]),
      ...contradictions(spec, container, name),
    ];
  });
}

/** The type of the field that says the same. */
function typeOf(name: string): string | undefined {
  if (name === "runtime/default") return "RuntimeDefault";
  if (name === "unconfined") return "Unconfined";
  return name.startsWith("localhost/") ? "Localhost" : undefined;
}

function contradictions(spec: JsonValue | undefined, name: string, profile: string): readonly FieldCause[] {
  return containerFields.flatMap((list) =>
    listOf(read(spec, list)).flatMap((container, index) => {
      if (read(container, "name") !== name) return [];
      const type = read(container, "securityContext", "appArmorProfile", "type");
      if (type === undefined || type === typeOf(profile)) return [];
      const field = `spec.${list}[${index}].securityContext.appArmorProfile.type`;
      return [forbiddenField(field, "apparmor type in annotation and field must match")];
    }),
  );
}

/** What clients are told of such annotations. */
export function appArmorWarnings({ metadata }: KubeObject): readonly string[] {
  return profilesOf(metadata as unknown as JsonObject).map(
    ({ annotation }) =>
      `metadata.annotations[${annotation}]: deprecated since v1.30; use the "appArmorProfile" field instead`,
  );
}
