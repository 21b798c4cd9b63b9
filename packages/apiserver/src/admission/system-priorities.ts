import { systemPriorities } from "../resources/validation/limits.ts";
import { forbidden } from "../status/errors.ts";
import type { Admission } from "./admission.ts";

/** The priority classes of the system stay. */
export const keepSystemPriorities: Admission = {
  delete: (_registry, { served, name }) => {
    const { group, plural } = served.resource;
    if (plural !== "priorityclasses" || group !== "scheduling.k8s.io" || systemPriorities[name] === undefined) return;
    throw forbidden({ group, resource: plural }, name, "this is a system priority class and cannot be deleted");
  },
};
