import type { Flow, Frame, Step } from "../frame.ts";
import { formatDefault } from "../format/verb.ts";
import * as messages from "../messages.ts";
import type { Branch, Statement } from "../parse/node.ts";
import { anyType } from "../values/type.ts";
import type { GoType } from "../values/type.ts";
import { int, Int, integerOf, listOf, mapValue, sortedKeys, typeOf } from "../values/value.ts";
import type { Value } from "../values/value.ts";
import { compilePipeValue } from "./pipe.ts";
import type { Scope } from "./scope.ts";

type CompileBranch = (scope: Scope, statements: readonly Statement[]) => Step;

/** Gives the items of what is ranged over, until told to stop. */
type Visit = (key: Value, item: Value) => boolean;

/** `range`, in the scope of its own variables. */
export function compileRange(scope: Scope, branch: Branch, compileBranch: CompileBranch): Step {
  const { pipe, body, otherwise } = branch;
  const evaluate = compilePipeValue(scope, pipe);
  const slots = pipe.variables.map((name) => (pipe.isAssign ? scope.slotOf(name) : scope.declare(name)));
  const pass = compileBranch(scope, body);
  const empty = compileBranch(scope, otherwise ?? []);
  const bind = bindVariables(pipe.variables, slots);
  return (frame) => {
    frame.run.spend(1);
    frame.node = branch;
    const value = evaluate(frame, undefined);
    const { dot, dotType } = frame;
    let flow: Flow = "next";
    const isEmpty = !visitItems(frame, value, pipe.variables.length, (key, item) => {
      frame.run.spend(1);
      const itemType = elementTypeOf(value);
      frame.dot = item;
      frame.dotType = itemType;
      bind(frame, key, item, itemType);
      flow = pass(frame);
      return flow !== "break";
    });
    frame.dot = dot;
    frame.dotType = dotType;
    return isEmpty ? empty(frame) : "next";
  };
}

function elementTypeOf(value: Value): GoType | undefined {
  return typeOf(value).elem?.kind === "interface" ? anyType : undefined;
}

type Bind = (frame: Frame, key: Value, item: Value, type: GoType | undefined) => void;

/** One variable is the item, two are key and item. */
function bindVariables(names: readonly string[], slots: readonly (number | undefined)[]): Bind {
  if (names.length === 0) return () => undefined;
  const set = (frame: Frame, index: number, value: Value, type: GoType | undefined) => {
    const slot = slots[index];
    if (slot === undefined) throw frame.fail(messages.undefinedVariable(names[index] ?? ""));
    frame.variables[slot] = value;
    frame.variableTypes[slot] = type;
  };
  if (names.length === 1) return (frame, _key, item, type) => set(frame, 0, item, type);
  return (frame, key, item, type) => {
    set(frame, 0, key, undefined);
    set(frame, 1, item, type);
  };
}

/** Whether there was anything to visit. */
function visitItems(frame: Frame, value: Value, variables: number, visit: Visit): boolean {
  if (value === undefined || value === null) return false;
  const integer = integerOf(value);
  if (integer !== undefined) {
    if (variables > 1) throw frame.fail(messages.cannotIterateTwo(formatDefault(value)));
    return visitIntegers(value, integer, visit);
  }
  const list = listOf(value);
  if (list !== undefined) {
    list.every((item, index) => visit(int(index), item ?? null));
    return list.length > 0;
  }
  const map = mapValue(value);
  if (map === undefined) throw frame.fail(messages.cannotIterate(formatDefault(value)));
  const keys = sortedKeys(map);
  keys.every((key) => visit(key, map[key] ?? null));
  return keys.length > 0;
}

function visitIntegers(limit: Value, count: bigint, visit: Visit): boolean {
  const type = typeOf(limit);
  const wrap = (value: bigint): Value => (typeof limit === "bigint" ? value : new Int(value, type));
  for (let at = 0n; at < count && visit(wrap(at), wrap(at)); at++);
  return count > 0n;
}
