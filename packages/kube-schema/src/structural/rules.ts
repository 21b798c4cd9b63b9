import type { JsonValue } from "@flux-ts/base";
import type { FieldCause } from "./cause.ts";
import type { StructuralSchema } from "./schema.ts";

/** An entry of `x-kubernetes-validations`. */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

/** A value whose schema has rules. */
export interface RuleSite {
  /** The schema with the rules; the same object for every value it applies to, so compiled rules can be kept by it. */
  readonly schema: StructuralSchema;
  readonly value: JsonValue;
  /** The value before the update, where the two can be matched; undefined on create and for new values. */
  readonly old: JsonValue | undefined;
  readonly path: string;
}

/** A rule that failed. */
export interface RuleFailure extends FieldCause {
  /** Whether the rule is about a change: it is then not kept by a value that stays the same either. */
  readonly transition: boolean;
}

/**
 * Evaluates `x-kubernetes-validations`: the port a CEL engine implements.
 * One instance serves the validation of one object, so it may count cost.
 */
export interface ValidationRules {
  /** The rules that failed at this site; empty when all hold. */
  evaluate(site: RuleSite): readonly RuleFailure[];
}
