import type { Call, Expr, Fold } from "../parse/ast.ts";
import { typeNameOf } from "../values/kinds.ts";
import { ListValue, listOf } from "../values/list.ts";
import { MapValue } from "../values/map.ts";
import { EvalError } from "../values/value.ts";
import type { Result, Value } from "../values/value.ts";
import type { Frame } from "./frame.ts";
import { listCost } from "../cost/sizes.ts";
import { evaluated } from "./step.ts";
import type { Plan, Planner, Scope, Step } from "./step.ts";

/** Plans a loop. Its variables have places in the frame, by how deep it lies in others. */
export function planFold(fold: Fold, scope: Scope, plan: Planner): Plan {
  const first = scope.locals.size === 0 ? 0 : Math.max(...scope.locals.values()) + 1;
  const accumulator = first;
  const places = fold.variables.map((_, index) => first + 1 + index);
  const range = plan(fold.range, scope).run;
  const initial = plan(fold.initial, scope).run;
  const accumulating = within(scope, [[fold.accumulator, accumulator]]);
  const result = plan(fold.result, accumulating).run;
  const inner = within(
    accumulating,
    fold.variables.map((name, index) => [name, places[index] ?? 0] as const),
  );
  const turn = planTurn(fold, accumulator, (expr) => plan(expr, inner));
  return evaluated((frame) => {
    const over = range(frame);
    if (over instanceof EvalError) return over;
    frame.locals[accumulator] = initial(frame);
    const stopped = repeat(frame, over, { places, ...turn(frame) });
    return stopped ?? result(frame);
  });
}

function within(scope: Scope, names: readonly (readonly [string, number])[]): Scope {
  return { ...scope, plans: new Map(), locals: new Map([...scope.locals, ...names]) };
}

interface Turns {
  /** Where the item or key goes; with two places, the index or key, and the value. */
  readonly places: readonly number[];
  /** Whether to go on. */
  readonly proceed: (frame: Frame) => boolean;
  readonly step: (frame: Frame) => void;
  readonly finish: (frame: Frame) => void;
}

/** Goes over a list or map; gives an error when it is none of them. */
function repeat(frame: Frame, over: Value, turns: Turns): EvalError | undefined {
  if (over instanceof ListValue) repeatOverList(frame, over, turns);
  else if (over instanceof MapValue) repeatOverMap(frame, over, turns);
  else return new EvalError(`got '${goTypeOf(over)}', expected iterable type`);
  turns.finish(frame);
  return undefined;
}

function repeatOverList(frame: Frame, list: ListValue, { places, proceed, step }: Turns): void {
  const [first = 0, second] = places;
  for (let index = 0; index < list.size; index += 1) {
    frame.turn();
    frame.locals[first] = second === undefined ? list.at(index) : BigInt(index);
    if (second !== undefined) frame.locals[second] = list.at(index);
    if (!proceed(frame)) return;
    step(frame);
  }
}

function repeatOverMap(frame: Frame, map: MapValue, { places, proceed, step }: Turns): void {
  const [first = 0, second] = places;
  for (const key of map.keys()) {
    frame.turn();
    frame.locals[first] = key;
    if (second !== undefined) frame.locals[second] = map.get(key) as Value;
    if (!proceed(frame)) return;
    step(frame);
  }
}

const goTypes: ReadonlyMap<string, string> = new Map([
  ["int", "types.Int"],
  ["uint", "types.Uint"],
  ["double", "types.Double"],
  ["string", "types.String"],
  ["bool", "types.Bool"],
  ["bytes", "types.Bytes"],
  ["null_type", "types.Null"],
  ["google.protobuf.Timestamp", "types.Timestamp"],
  ["google.protobuf.Duration", "types.Duration"],
  ["optional_type", "*types.Optional"],
  ["type", "*types.Type"],
]);

function goTypeOf(value: Value): string {
  const name = typeNameOf(value);
  return goTypes.get(name) ?? name;
}

type Turn = (frame: Frame) => Omit<Turns, "places">;

function planTurn(fold: Fold, accumulator: number, plan: (expr: Expr) => Plan): Turn {
  const appended = appendedBy(fold);
  if (appended !== undefined) return planAppending(appended, accumulator, plan);
  const condition = plan(fold.condition).run;
  const step = plan(fold.step).run;
  return () => ({
    proceed: (frame) => condition(frame) === true,
    step: (frame) => {
      frame.locals[accumulator] = step(frame);
    },
    finish: () => undefined,
  });
}

/** A turn that puts an item at the end of the list that is made. */
interface Appending {
  readonly predicate: Expr | undefined;
  readonly item: Expr;
}

/** Recognises what `map` and `filter` became, which would otherwise copy the list at every turn. */
function appendedBy({ step, accumulator, initial }: Fold): Appending | undefined {
  if (initial.kind !== "list" || initial.items.length > 0 || step.kind !== "call") return undefined;
  const chosen = step.name === "_?_:_" ? (step.args[1] as Expr) : step;
  const predicate = step.name === "_?_:_" ? step.args[0] : undefined;
  if (chosen.kind !== "call" || chosen.name !== "_+_") return undefined;
  const item = itemOf(chosen, accumulator);
  return item === undefined ? undefined : { predicate, item };
}

function itemOf({ args: [list, item] }: Call, accumulator: string): Expr | undefined {
  if (list?.kind !== "ident" || list.name !== accumulator || item?.kind !== "list") return undefined;
  return item.items.length === 1 ? item.items[0]?.value : undefined;
}

/** The list so far, the list of one item, and joining them; a list of constants is free. */
const appendCost = listCost + 2;

function planAppending({ predicate, item }: Appending, accumulator: number, plan: (expr: Expr) => Plan): Turn {
  const test: Step = predicate === undefined ? () => true : plan(predicate).run;
  const made = plan(item);
  const cost = made.constant === undefined ? appendCost : 2;
  return () => {
    const items: Value[] = [];
    let failed: EvalError | undefined;
    const fail = (error: EvalError): void => {
      failed = error;
    };
    return {
      proceed: () => failed === undefined,
      step: (frame) => {
        const wanted = test(frame);
        if (wanted === false) return;
        const value: Result = wanted === true ? made.run(frame) : notBoolean(wanted);
        if (value instanceof EvalError) return fail(value);
        frame.charge(cost);
        items.push(value);
      },
      finish: (frame) => {
        frame.locals[accumulator] = failed ?? listOf(items);
      },
    };
  };
}

function notBoolean(value: Result): EvalError {
  return value instanceof EvalError ? value : new EvalError("no such overload");
}
