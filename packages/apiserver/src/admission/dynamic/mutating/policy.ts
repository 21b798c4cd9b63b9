import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { objectsIn } from "../../../resources/entries.ts";
import type { Expression, Variables } from "../expression.ts";
import { compileExpression } from "../expression.ts";
import type { Policy } from "../policy.ts";
import { compilePolicy, specOf, textIn } from "../policy.ts";
import { mutationStructs } from "./structs.ts";

export interface Mutation {
  readonly patchType: "ApplyConfiguration" | "JSONPatch";
  readonly expression: Expression;
}

/** A MutatingAdmissionPolicy that is ready to be asked. */
export interface MutatingPolicy extends Policy {
  /** Whether it is asked again when the object is changed after it. */
  readonly reinvoked: boolean;
  readonly mutations: readonly Mutation[];
}

export function compileMutatingPolicy(object: KubeObject): MutatingPolicy {
  const spec = specOf(object);
  const { policy, names } = compilePolicy(object);
  return {
    ...policy,
    reinvoked: spec["reinvocationPolicy"] === "IfNeeded",
    mutations: objectsIn(spec["mutations"]).map((mutation) => readMutation(mutation, names)),
  };
}

function readMutation(mutation: JsonObject, names: Variables): Mutation {
  const compile = (field: string, result: string): Expression => {
    const source = mutation[field];
    const text = isJsonObject(source) ? textIn(source, "expression") : "";
    return compileExpression(text, names, { results: [result], structs: mutationStructs });
  };
  return mutation["patchType"] === "JSONPatch"
    ? { patchType: "JSONPatch", expression: compile("jsonPatch", "list(JSONPatch)") }
    : { patchType: "ApplyConfiguration", expression: compile("applyConfiguration", "Object") };
}
