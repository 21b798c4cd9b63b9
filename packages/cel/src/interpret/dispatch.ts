import type { CelType } from "../check/types.ts";
import type { Library, Overload } from "../library/define.ts";
import { typeNameOf } from "../values/kinds.ts";
import { ListValue } from "../values/list.ts";
import { EvalError, noSuchOverload } from "../values/value.ts";
import type { Value } from "../values/value.ts";

/** Functions by name. */
export type Functions = ReadonlyMap<string, readonly Overload[]>;

export function indexFunctions(...libraries: readonly Library[]): Functions {
  return Map.groupBy(libraries.flat(), ({ name }) => name);
}

/** Chooses an overload by the values it is called with, or says that there is none. */
export type Dispatch = (args: readonly Value[]) => Overload | EvalError;

interface Candidate {
  readonly overload: Overload;
  readonly fits: readonly ((value: Value) => boolean)[];
}

/** Chooses among some overloads of a function, the first that fits. */
export function dispatchAmong(name: string, overloads: readonly Overload[]): Dispatch {
  const candidates: readonly Candidate[] = overloads.map((overload) => ({
    overload,
    fits: overload.args.map(guardOf),
  }));
  const none = noneOf(name, candidates);
  return (values) => candidates.find(({ fits }) => fitsAll(fits, values))?.overload ?? none(values);
}

/** Functions of the standard library that do not say what they were called with. */
const terse: ReadonlySet<string> = new Set([
  "contains",
  "startsWith",
  "endsWith",
  "matches",
  "find",
  "findAll",
  "@in",
  "!_",
]);

/** What is said when no overload fits. */
function noneOf(name: string, candidates: readonly Candidate[]): (values: readonly Value[]) => EvalError {
  if (terse.has(name)) return () => noSuchOverload;
  if (name === "size") return () => new EvalError("no such overload: size");
  if (/^[a-z]/i.test(name)) {
    return (values) => new EvalError(`no such overload: ${name}(${values.map(typeNameOf).join(", ")})`);
  }
  const known = ([first]: readonly Value[]): boolean =>
    first !== undefined && candidates.some(({ fits }) => fits[0]?.(first) === true);
  return (values) => (known(values) ? noSuchOverload : new EvalError(`no such overload: ${name}`));
}

function fitsAll(fits: Candidate["fits"], values: readonly Value[]): boolean {
  for (let index = 0; index < fits.length; index += 1) if (fits[index]?.(values[index] as Value) !== true) return false;
  return true;
}

/** Whether a value is of a type, as far as values know theirs: of lists the first item is looked at. */
function guardOf(type: CelType): (value: Value) => boolean {
  if (type.kind === "list" && type.item.kind === "scalar") {
    const guard = guardOf(type.item);
    return (value) => value instanceof ListValue && (value.size === 0 || guard(value.at(0)));
  }
  const name = runtimeName(type);
  switch (name) {
    case undefined:
      return () => true;
    case "int":
      return (value) => typeof value === "bigint";
    case "string":
      return (value) => typeof value === "string";
    default:
      return (value) => typeNameOf(value) === name;
  }
}

function runtimeName(type: CelType): string | undefined {
  switch (type.kind) {
    case "scalar":
      if (type.name === "timestamp") return "google.protobuf.Timestamp";
      return type.name === "duration" ? "google.protobuf.Duration" : type.name;
    case "list":
    case "map":
    case "type":
      return type.kind;
    case "object":
      return "map";
    case "optional":
      return "optional_type";
    default:
      return undefined;
  }
}
