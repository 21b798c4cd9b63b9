import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { objectsIn } from "../../resources/entries.ts";
import { scalarText } from "../../resources/scalar-text.ts";
import { read } from "../../resources/validation/check.ts";
import type { ServedResource } from "../../resources/resource.ts";

/** What is asked of a Pod is asked of these of its fields. */
export interface PodView {
  readonly annotations: { readonly [name: string]: string };
  readonly spec: JsonObject;
  readonly securityContext: JsonObject;
  /** Those that start first come first. */
  readonly containers: readonly ContainerView[];
}

export interface ContainerView {
  readonly name: string;
  readonly container: JsonObject;
  readonly securityContext: JsonObject;
}

/** Where objects that make Pods have the template. */
const templatePaths: { readonly [table: string]: readonly string[] } = {
  "/podtemplates": ["template"],
  "/replicationcontrollers": ["spec", "template"],
  "apps/daemonsets": ["spec", "template"],
  "apps/deployments": ["spec", "template"],
  "apps/replicasets": ["spec", "template"],
  "apps/statefulsets": ["spec", "template"],
  "batch/cronjobs": ["spec", "jobTemplate", "spec", "template"],
  "batch/jobs": ["spec", "template"],
};

/** The Pod that an object makes; undefined of all others. */
export function templateOf({ resource }: ServedResource, object: KubeObject): PodView | undefined {
  const path = templatePaths[resource.table];
  const template = path && read(object, ...path);
  return isJsonObject(template) ? viewOf(template) : undefined;
}

/** @param pod - a Pod, or the template of one */
export function viewOf(pod: JsonObject): PodView {
  const spec = fieldsOf(pod["spec"]);
  return {
    annotations: fieldsOf(fieldsOf(pod["metadata"])["annotations"]) as PodView["annotations"],
    spec,
    securityContext: fieldsOf(spec["securityContext"]),
    containers: ["initContainers", "containers", "ephemeralContainers"].flatMap((field) =>
      objectsIn(spec[field]).map((container) => ({
        name: scalarText(container["name"]),
        container,
        securityContext: fieldsOf(container["securityContext"]),
      })),
    ),
  };
}

export function fieldsOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

export function isWindows({ spec }: PodView): boolean {
  return fieldsOf(spec["os"])["name"] === "windows";
}

/** Whether the users of the Pod are others than those of its host. */
export function hasOwnUsers({ spec }: PodView): boolean {
  return spec["hostUsers"] === false;
}
