import { FieldSet } from "../field-set/field-set.ts";
import type { FieldPath } from "../field-set/path-element.ts";
import type { ManagersDraft } from "./managers.ts";

const never = [
  "apiVersion",
  "kind",
  "metadata",
  "metadata.name",
  "metadata.namespace",
  "metadata.creationTimestamp",
  "metadata.selfLink",
  "metadata.uid",
  "metadata.clusterName",
  "metadata.generation",
  "metadata.managedFields",
  "metadata.resourceVersion",
];

/** Fields that identify an object or are the server's: nobody owns them. */
const neverOwned = FieldSet.of(...never.map(pathOf));

function pathOf(text: string): FieldPath {
  return text.split(".").map((name) => ({ kind: "field", name }) as const);
}

/** Takes what nobody owns from one manager, and the manager from the rest when nothing is left. */
export function stripMetaFields(managers: ManagersDraft, manager: string): void {
  const set = managers.get(manager);
  if (set === undefined) return;
  const fields = set.fields.difference(neverOwned);
  if (fields.isEmpty) managers.delete(manager);
  else if (fields !== set.fields) managers.set(manager, { ...set, fields });
}
