import type { JsonObject, KubeObject } from "@flux-ts/base";
import { objectsIn } from "../../resources/entries.ts";
import type { Expression, Variables } from "./expression.ts";
import { compileExpression } from "./expression.ts";
import type { NamedExpression, Policy } from "./policy.ts";
import { compilePolicy, specOf, textIn } from "./policy.ts";

export interface Validation {
  readonly expression: Expression;
  readonly message: string;
  readonly messageExpression: Expression | undefined;
  readonly reason: string | undefined;
}

/** A ValidatingAdmissionPolicy that is ready to be asked. */
export interface ValidatingPolicy extends Policy {
  readonly validations: readonly Validation[];
  readonly auditAnnotations: readonly NamedExpression[];
}

export function compileValidatingPolicy(object: KubeObject): ValidatingPolicy {
  const spec = specOf(object);
  const { policy, names, messageNames } = compilePolicy(object);
  return {
    ...policy,
    validations: objectsIn(spec["validations"]).map((validation) => readValidation(validation, names, messageNames)),
    auditAnnotations: objectsIn(spec["auditAnnotations"]).map((annotation) => ({
      name: textIn(annotation, "key"),
      expression: compileExpression(textIn(annotation, "valueExpression"), names, { results: ["string", "null"] }),
    })),
  };
}

function readValidation(validation: JsonObject, names: Variables, messageNames: Variables): Validation {
  return {
    expression: compileExpression(textIn(validation, "expression"), names, { results: ["bool"] }),
    message: textIn(validation, "message"),
    messageExpression: filled(textIn(validation, "messageExpression"), (text) =>
      compileExpression(text, messageNames, { results: ["string"] }),
    ),
    reason: filled(textIn(validation, "reason"), (reason) => reason),
  };
}

function filled<T>(text: string, use: (text: string) => T): T | undefined {
  return text.trim() === "" ? undefined : use(text);
}
