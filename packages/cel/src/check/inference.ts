import { dynType, formatType, listType, mapType, optionalType } from "./types.ts";
import type { CelType } from "./types.ts";

/** Types that may be null. */
const nullable: ReadonlySet<string> = new Set(["timestamp", "duration", "null_type"]);

const notNullable: ReadonlySet<string> = new Set(["bool", "int", "uint", "double", "string", "bytes"]);

/** What is known of type parameters while an expression is checked. */
export class Inference {
  #known = new Map<string, CelType>();
  #count = 0;

  /** A type that is yet to be found out. */
  fresh(): CelType {
    this.#count += 1;
    return { kind: "param", name: `_var${this.#count}` };
  }

  /** Types with parameters of their own, like those of an overload, with each parameter made new. */
  instantiate(types: readonly CelType[]): readonly CelType[] {
    const made = new Map<string, CelType>();
    const replace = (name: string): CelType => {
      const type = made.get(name) ?? this.fresh();
      made.set(name, type);
      return type;
    };
    return types.map((type) => mapParams(type, replace));
  }

  /** The type with all that is known put in; with `complete`, what is not known is `dyn`. */
  resolve(type: CelType, complete = false): CelType {
    return mapParams(type, (name, param) => {
      const known = this.#known.get(name);
      if (known !== undefined) return this.resolve(known, complete);
      return complete ? dynType : param;
    });
  }

  /** Whether values of some types may be used for others; what this says of parameters is kept if so. */
  assign(from: readonly CelType[], to: readonly CelType[]): boolean {
    const before = new Map(this.#known);
    const fits = from.every((type, index) => this.#fits(type, to[index] ?? dynType));
    if (!fits) this.#known = before;
    return fits;
  }

  /** A type for both: the more general one, or `dyn` when they have nothing in common. */
  join(a: CelType | undefined, b: CelType): CelType {
    if (a === undefined) return b;
    return this.assign([a], [b]) ? this.#moreGeneral(a, b) : dynType;
  }

  #fits(from: CelType, to: CelType): boolean {
    if (from.kind === "param" && to.kind === "param" && from.name === to.name) return true;
    if (to.kind === "param") return this.#bind(to, from);
    if (from.kind === "param") return this.#bind(from, to);
    if (isAny(from) || isAny(to)) return true;
    if (isNull(from) || isNull(to)) return isNullable(isNull(from) ? to : from);
    return this.#fitsStructure(from, to);
  }

  #fitsStructure(from: CelType, to: CelType): boolean {
    switch (from.kind) {
      case "list":
        return to.kind === "list" && this.#fits(from.item, to.item);
      case "map":
        return to.kind === "map" && this.#fits(from.key, to.key) && this.#fits(from.value, to.value);
      case "optional":
        return to.kind === "optional" && this.#fits(from.value, to.value);
      case "type":
        return to.kind === "type";
      case "scalar":
      case "object":
        return to.kind === from.kind && to.name === from.name;
      default:
        return false;
    }
  }

  #bind(param: CelType & { readonly kind: "param" }, type: CelType): boolean {
    const known = this.#known.get(param.name);
    if (known === undefined) {
      if (!this.#mentions(type, param.name)) this.#known.set(param.name, type);
      return true;
    }
    if (!this.#fits(known, type)) return false;
    const general = this.#moreGeneral(known, type);
    if (!this.#mentions(general, param.name)) this.#known.set(param.name, general);
    return true;
  }

  #mentions(type: CelType, name: string): boolean {
    let found = false;
    mapParams(this.resolve(type), (other, param) => {
      found ||= other === name;
      return param;
    });
    return found;
  }

  #moreGeneral(a: CelType, b: CelType): CelType {
    if (isAny(a)) return a;
    if (isAny(b)) return b;
    if (a.kind === "param") return b;
    if (isNull(a)) return b;
    if (a.kind === "list" && b.kind === "list") return listType(this.#moreGeneral(a.item, b.item));
    if (a.kind === "optional" && b.kind === "optional") return optionalType(this.#moreGeneral(a.value, b.value));
    if (a.kind === "map" && b.kind === "map") {
      return mapType(this.#moreGeneral(a.key, b.key), this.#moreGeneral(a.value, b.value));
    }
    return a;
  }
}

function isAny(type: CelType): boolean {
  return type.kind === "dyn" || type.kind === "error";
}

function isNull(type: CelType): boolean {
  return type.kind === "scalar" && type.name === "null_type";
}

function isNullable(type: CelType): boolean {
  if (type.kind === "scalar") return nullable.has(type.name) || !notNullable.has(type.name);
  return type.kind === "object" || type.kind === "optional";
}

function mapParams(type: CelType, replace: (name: string, param: CelType) => CelType): CelType {
  switch (type.kind) {
    case "param":
      return replace(type.name, type);
    case "list":
      return listType(mapParams(type.item, replace));
    case "map":
      return mapType(mapParams(type.key, replace), mapParams(type.value, replace));
    case "optional":
      return optionalType(mapParams(type.value, replace));
    case "type":
      return type.of === undefined ? type : { kind: "type", of: mapParams(type.of, replace) };
    default:
      return type;
  }
}

/** Whether two types are the same, to the last part. */
export function sameType(a: CelType, b: CelType): boolean {
  return formatType(a) === formatType(b);
}
