import { integerOf, typeOf } from "../values/value.ts";
import type { List, Value } from "../values/value.ts";
import type { Flags } from "./flags.ts";
import { noFlags } from "./flags.ts";
import { formatVerb } from "./verb.ts";

/** The widest field; wider ones are refused as Go refuses them. */
const maxWidth = 1_000_000;

/** Prints the arguments as the format says, mistakes included: `%!d(string=x)`, `%!s(MISSING)`, `%!(EXTRA int=1)`. */
export function sprintf(format: string, args: List): string {
  return new Printer(format, args).print();
}

class Printer {
  readonly #format: string;
  readonly #args: List;
  #at = 0;
  #next = 0;
  /** Whether an index in brackets was used: then no argument can be too many. */
  #isReordered = false;
  #isIndexGood = true;
  /** Whether the last thing read was an index. */
  #hasIndex = false;

  constructor(format: string, args: List) {
    this.#format = format;
    this.#args = args;
  }

  print(): string {
    let text = "";
    while (this.#at < this.#format.length) {
      const percent = this.#format.indexOf("%", this.#at);
      const end = percent < 0 ? this.#format.length : percent;
      text += this.#format.slice(this.#at, end);
      this.#at = end + 1;
      if (percent >= 0) text += this.#directive();
    }
    return text + this.#extra();
  }

  #directive(): string {
    this.#isIndexGood = true;
    this.#hasIndex = false;
    const { problem, ...flags } = this.#flags();
    if (!this.#hasIndex) this.#index();
    const verb = this.#verb();
    if (verb === "") return `${problem}%!(NOVERB)`;
    if (verb === "%") return `${problem}%`;
    if (!this.#isIndexGood) return `${problem}%!${verb}(BADINDEX)`;
    if (this.#next >= this.#args.length) return `${problem}%!${verb}(MISSING)`;
    const value = this.#args[this.#next++];
    if (verb === "T")
      return problem + formatVerb(value === null || value === undefined ? "<nil>" : typeOf(value).name, "s", flags);
    return problem + formatVerb(value, verb, verb === "v" ? forDefault(flags) : flags);
  }

  #verb(): string {
    const code = this.#format.codePointAt(this.#at);
    const verb = code === undefined ? "" : String.fromCodePoint(code);
    this.#at += verb.length;
    return verb;
  }

  #flags(): Flags & { readonly problem: string } {
    const signs = /[+\-# 0]*/y;
    signs.lastIndex = this.#at;
    const found = signs.exec(this.#format)?.[0] ?? "";
    this.#at += found.length;
    const width = this.#width();
    const precision = this.#precision();
    const minus = found.includes("-") || width.isNegative;
    const flags: Flags = {
      minus,
      plus: found.includes("+"),
      sharp: found.includes("#"),
      space: found.includes(" "),
      zero: found.includes("0") && !minus,
      width: width.value,
      precision: precision.value,
    };
    return {
      ...(found === "" && width.value === undefined && precision.value === undefined ? noFlags : flags),
      problem: width.problem + precision.problem,
    };
  }

  #width(): { readonly value: number | undefined; readonly isNegative: boolean; readonly problem: string } {
    this.#index();
    if (this.#format[this.#at] === "*") {
      const value = this.#star();
      if (value === undefined) return { value, isNegative: false, problem: "%!(BADWIDTH)" };
      return { value: Math.abs(value), isNegative: value < 0, problem: "" };
    }
    const start = this.#at;
    const value = this.#number();
    // An index must stand right before its verb or star.
    if (this.#at > start && this.#hasIndex) this.#isIndexGood = false;
    return { value, isNegative: false, problem: "" };
  }

  #precision(): { readonly value: number | undefined; readonly problem: string } {
    if (this.#format[this.#at] !== ".") return { value: undefined, problem: "" };
    this.#at++;
    if (this.#hasIndex) this.#isIndexGood = false;
    this.#index();
    if (this.#format[this.#at] !== "*") return { value: this.#number() ?? 0, problem: "" };
    const value = this.#star();
    if (value === undefined || value < 0)
      return { value: undefined, problem: value === undefined ? "%!(BADPREC)" : "%!(BADPREC)" };
    return { value, problem: "" };
  }

  /** A width or precision that an argument gives. */
  #star(): number | undefined {
    this.#at++;
    this.#hasIndex = false;
    const value = integerOf(this.#args[this.#next]);
    if (this.#next < this.#args.length) this.#next++;
    return value !== undefined && value >= -maxWidth && value <= maxWidth ? Number(value) : undefined;
  }

  #number(): number | undefined {
    const digits = /[0-9]*/y;
    digits.lastIndex = this.#at;
    const found = digits.exec(this.#format)?.[0] ?? "";
    if (found === "" || Number(found) > maxWidth) return undefined;
    this.#at += found.length;
    return Number(found);
  }

  /** `[2]`: the next argument is the second one. */
  #index(): void {
    if (this.#format[this.#at] !== "[") return;
    this.#isReordered = true;
    const end = this.#format.indexOf("]", this.#at);
    const text = end < 0 ? "" : this.#format.slice(this.#at + 1, end);
    this.#at = end < 0 ? this.#at + 1 : end + 1;
    const index = /^[0-9]+$/.test(text) ? Number(text) : 0;
    if (index < 1 || index > this.#args.length) {
      this.#isIndexGood = false;
      return;
    }
    this.#next = index - 1;
    this.#hasIndex = true;
  }

  #extra(): string {
    if (this.#isReordered || this.#next >= this.#args.length) return "";
    return `%!(EXTRA ${this.#args.slice(this.#next).map(describe).join(", ")})`;
  }
}

/** With `%v`, plus and sharp have another meaning. */
function forDefault({ plus, sharp, ...flags }: Flags): Flags {
  return { ...flags, ...(plus && { fieldNames: true }), ...(sharp && { goSyntax: true }) };
}

function describe(value: Value): string {
  if (value === null || value === undefined) return "<nil>";
  return `${typeOf(value).name}=${formatVerb(value, "v")}`;
}
