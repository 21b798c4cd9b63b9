import type { FieldCause } from "@flux-ts/kube-schema";
import { formatCause } from "@flux-ts/kube-schema";
import type { Subject } from "./errors.ts";
import { qualifiedName } from "./errors.ts";
import { StatusError } from "./status.ts";

/** An object that does not pass; `kind` is its kind and group. The message says equal causes once, the list all. */
export function invalidObject(kind: Subject, name: string, causes: readonly FieldCause[]): StatusError {
  const texts = [...new Set(causes.map(formatCause))];
  const what = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  return new StatusError({
    code: 422,
    reason: "Invalid",
    message: `${qualifiedName(kind)} "${name}" is invalid: ${what}`,
    details: {
      ...(name !== "" && { name }),
      ...(kind.group !== "" && { group: kind.group }),
      ...(kind.resource !== "" && { kind: kind.resource }),
      causes: causes.map(({ type, message, field }) => ({ reason: type, message, field })),
    },
  });
}
