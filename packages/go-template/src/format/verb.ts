import { Complex, integerOf, sortedKeys, stringOf, typeOf } from "../values/value.ts";
import type { List, Value, ValueMap } from "../values/value.ts";
import { fromBytes, toBytes } from "../values/utf8.ts";
import { noFlags, pad, padNumber } from "./flags.ts";
import type { Flags } from "./flags.ts";
import { formatFloat } from "./float.ts";
import { formatSource } from "./source.ts";
import { formatInteger } from "./integer.ts";
import { canBackquote, quote } from "./quote.ts";

/** How deep values are printed: they may contain themselves. */
const maxDepth = 200;

/** The address of nothing: all that can be said is that one would be here. */
const someAddress = "0xc000000000";

/** The value as Go's fmt prints it with a verb; what the verb cannot print becomes `%!verb(type=value)`. */
export function formatVerb(value: Value, verb: string, flags: Flags = noFlags, depth = 0): string {
  if (value === null || value === undefined) {
    return verb === "v" || depth > 0 ? pad("<nil>", { ...flags, zero: false }) : `%!${verb}(<nil>)`;
  }
  if (depth > maxDepth) return "...";
  // Only what makes errors knows this verb.
  if (verb === "w") return badVerb(value, verb, flags, depth);
  if (flags.goSyntax) return pad(formatSource(value), { ...flags, zero: false });
  const type = typeOf(value);
  const printed = type.print !== undefined && "vsxXq".includes(verb) ? type.print(value) : undefined;
  if (printed !== undefined) return formatString(printed, verb, flags);
  return formatPlain(value, verb, flags, depth) ?? badVerb(value, verb, flags, depth);
}

/** The value as `%v` prints it. */
export function formatDefault(value: Value): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return formatFloat(value);
    case "boolean":
    case "bigint":
      return String(value);
    default:
      return formatVerb(value, "v");
  }
}

/** The value is printed with the flags that were meant for the verb. */
// oxlint-disable-next-line max-params -- what formatVerb was given
function badVerb(value: Value, verb: string, flags: Flags, depth: number): string {
  return `%!${verb}(${typeOf(value).name}=${formatVerb(value, "v", flags, depth)})`;
}

function formatPlain(value: Value, verb: string, flags: Flags, depth: number): string | undefined {
  if (typeof value === "boolean")
    return verb === "t" || verb === "v" ? pad(String(value), { ...flags, zero: false }) : undefined;
  if (typeof value === "number") return formatFloatVerb(value, verb, flags);
  const text = stringOf(value);
  if (text !== undefined) return "vsxXq".includes(verb) ? formatString(text, verb, flags) : undefined;
  const integer = integerOf(value);
  if (integer !== undefined) return formatInteger(integer, verb, flags);
  if (value instanceof Complex) return formatComplex(value, verb, flags);
  if (value instanceof Uint8Array && "sxXq".includes(verb)) return formatString(fromBytes(value), verb, flags);
  return formatContainer(value, verb, flags, depth);
}

function formatContainer(value: Value, verb: string, flags: Flags, depth: number): string | undefined {
  const inner = (item: Value) => formatVerb(item, verb, flags, depth + 1);
  const type = typeOf(value);
  switch (type.kind) {
    case "slice":
      return `[${Array.from(value as List | Uint8Array, (item) => inner(value instanceof Uint8Array ? BigInt(item as number) : item)).join(" ")}]`;
    case "map": {
      const map = value as ValueMap;
      return `map[${sortedKeys(map)
        .map((key) => `${inner(key)}:${inner(map[key])}`)
        .join(" ")}]`;
    }
    case "struct":
    case "ptr": {
      // Go prints where a pointer points to unless it is what was asked for.
      if (type.kind === "ptr" && depth > 0) return someAddress;
      const struct = value as unknown as ValueMap;
      const fields = (type.fields ?? []).map((field) => (flags.fieldNames ? `${field}:` : "") + inner(struct[field]));
      return `${type.kind === "ptr" ? "&" : ""}{${fields.join(" ")}}`;
    }
    default:
      return undefined;
  }
}

function formatString(text: string, verb: string, flags: Flags): string {
  const shown = flags.precision === undefined ? text : Array.from(text).slice(0, flags.precision).join("");
  switch (verb) {
    case "x":
    case "X":
      return pad(hexOf(text, verb, flags), flags);
    case "q":
      if (flags.sharp && canBackquote(shown)) return pad(`\`${shown}\``, flags);
      return pad(quote(shown, { ascii: flags.plus === true }), flags);
    default:
      return pad(shown, flags);
  }
}

function hexOf(text: string, verb: string, { precision, space, sharp }: Flags): string {
  const pairs = Array.from(toBytes(text).subarray(0, precision), (byte) => byte.toString(16).padStart(2, "0"));
  if (pairs.length === 0) return "";
  const prefix = sharp ? "0x" : "";
  const hex = space ? pairs.map((pair) => prefix + pair).join(" ") : prefix + pairs.join("");
  return verb === "X" ? hex.toUpperCase() : hex;
}

function formatFloatVerb(value: number, verb: string, flags: Flags): string | undefined {
  const text = floatText(value, verb, flags.precision);
  if (text === undefined) return undefined;
  const signed =
    flags.plus && !/^[+-]/.test(text) ? `+${text}` : flags.space && !/^[+-]/.test(text) ? ` ${text}` : text;
  const shown = flags.plus ? signed : signed.replace(/^\+/, "");
  return padNumber(shown, Number.isFinite(value) ? flags : { ...flags, zero: false });
}

function floatText(value: number, verb: string, precision: number | undefined): string | undefined {
  switch (verb) {
    case "v":
    case "g":
      return formatFloat(value, "g", precision);
    case "G":
      return formatFloat(value, "g", precision).replace("e", "E");
    case "f":
    case "F":
      return formatFloat(value, "f", precision ?? 6);
    case "e":
      return formatFloat(value, "e", precision ?? 6);
    case "E":
      return formatFloat(value, "e", precision ?? 6).replace("e", "E");
    default:
      return undefined;
  }
}

function formatComplex({ real, imaginary }: Complex, verb: string, flags: Flags): string | undefined {
  const first = formatFloatVerb(real, verb, flags);
  const second = formatFloatVerb(imaginary, verb, { ...flags, plus: true });
  return first === undefined || second === undefined ? undefined : `(${first}${second}i)`;
}
