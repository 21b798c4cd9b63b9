import type { KubeObject } from "@flux-ts/base";
import type { ServedResource } from "../resources/resource.ts";
import { badRequest } from "../status/errors.ts";
import type { FieldRequirement } from "./fields.ts";
import { parseFieldSelector } from "./fields.ts";
import { matchesLabels, parseLabelSelector } from "./labels.ts";

/** Which objects a list, a watch or a collective deletion is about. */
export interface Selector {
  /** Whether it selects everything. */
  readonly all: boolean;
  /** The one name that can match, when the selector asks for one. */
  readonly name: string | undefined;
  readonly matches: (object: KubeObject) => boolean;
}

interface SelectorTexts {
  readonly labelSelector: string;
  readonly fieldSelector: string;
}

/** @throws StatusError (400) when a selector cannot be parsed or names a field the resource does not offer. */
export function parseSelector(texts: SelectorTexts, served: ServedResource): Selector {
  const labels = parseLabelSelector(texts.labelSelector);
  const fields = parseFieldSelector(texts.fieldSelector);
  const readers = fields.map((field) => readerOf(field, served));
  return {
    all: labels.length === 0 && fields.length === 0,
    name: fields.find(({ path, equal }) => path === "metadata.name" && equal)?.value,
    matches: (object) =>
      matchesLabels(object.metadata.labels, labels) &&
      fields.every(({ value, equal }, index) => (readers[index]?.(object) === value) === equal),
  };
}

function readerOf({ path }: FieldRequirement, { resource }: ServedResource): (object: KubeObject) => string {
  if (path === "metadata.name") return (object) => object.metadata.name;
  if (path === "metadata.namespace") return (object) => object.metadata.namespace ?? "";
  const { selectableFields } = resource.strategy;
  const read = selectableFields && Object.hasOwn(selectableFields, path) ? selectableFields[path] : undefined;
  if (read !== undefined) return read;
  // Resources with fields of their own convert labels themselves and word it differently.
  if (selectableFields !== undefined) throw badRequest(`field label not supported: ${path}`);
  throw badRequest(`"${path}" is not a known field selector: only "metadata.name", "metadata.namespace"`);
}
