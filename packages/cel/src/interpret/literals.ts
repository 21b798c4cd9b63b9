// Lists, maps and objects as they are written.
import type { ObjectType } from "../check/types.ts";
import { listCost, mapCost, structCost } from "../cost/sizes.ts";
import { showKey } from "../library/show.ts";
import type { Expr, ListExpr, MapExpr, StructExpr } from "../parse/ast.ts";
import { listOf } from "../values/list.ts";
import { mapOf } from "../values/map.ts";
import { StructValue } from "../values/struct.ts";
import { EvalError, OptionalValue } from "../values/value.ts";
import type { Value } from "../values/value.ts";
import type { Frame } from "./frame.ts";
import { constant, evaluated } from "./step.ts";
import type { Plan } from "./step.ts";

type PlanPart = (expr: Expr) => Plan;

/** A part of a literal: written with `?`, its value is an optional, and left out when it is none. */
interface Part {
  readonly plan: Plan;
  readonly optional: boolean;
}

/** Undefined for what is left out. `what` names the part in the message. */
function evaluatePart({ plan, optional }: Part, frame: Frame, what: string): Value | undefined | EvalError {
  const value = plan.run(frame);
  if (value instanceof EvalError || !optional) return value;
  if (value instanceof OptionalValue) return value.value;
  return new EvalError(`cannot initialize optional ${what} from non-optional value ${showKey(value)}`);
}

export function planList({ items }: ListExpr, plan: PlanPart): Plan {
  const parts = items.map(({ value, optional }): Part => ({ plan: plan(value), optional }));
  const values = parts.map(({ plan: { constant: known }, optional }) => (optional ? undefined : known));
  if (values.every((value) => value !== undefined)) return constant(listOf(values));
  return evaluated((frame) => {
    const list: Value[] = [];
    frame.charge(listCost);
    for (const part of parts) {
      const item = evaluatePart(part, frame, "list element");
      if (item instanceof EvalError) return item;
      if (item !== undefined) list.push(item);
    }
    return listOf(list);
  });
}

export function planMap({ entries }: MapExpr, plan: PlanPart): Plan {
  const parts = entries.map(({ key, value, optional }) => ({ key: plan(key), plan: plan(value), optional }));
  const constants = parts.map(({ key, plan: value, optional }) =>
    optional || key.constant === undefined || value.constant === undefined
      ? undefined
      : ([key.constant, value.constant] as const),
  );
  if (constants.every((entry) => entry !== undefined)) return constant(mapOf(constants));
  return evaluated((frame) => {
    const found: [Value, Value][] = [];
    frame.charge(mapCost);
    for (const part of parts) {
      const key = part.key.run(frame);
      if (key instanceof EvalError) return key;
      const item = evaluatePart(part, frame, `entry '${showKey(key)}'`);
      if (item instanceof EvalError) return item;
      if (item !== undefined) found.push([key, item]);
    }
    return mapOf(found);
  });
}

/** Of fields that are written twice, the last one counts. */
export function planStruct(type: ObjectType, { fields }: StructExpr, plan: PlanPart): Plan {
  const parts = fields.map(({ name: field, value, optional }) => ({ field, plan: plan(value), optional }));
  return evaluated((frame) => {
    const found = new Map<string, Value>();
    frame.charge(structCost);
    for (const part of parts) {
      const value = evaluatePart(part, frame, `entry '${part.field}'`);
      if (value instanceof EvalError) return value;
      if (value !== undefined) found.set(part.field, value);
    }
    return new StructValue(type, found);
  });
}
