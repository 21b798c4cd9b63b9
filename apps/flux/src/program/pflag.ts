import { getOwn } from "@flux-ts/base";
import { CommandError } from "./errors.ts";
import type { FlagSet } from "./flag.ts";

/**
 * Rewrites every spelling that pflag accepts (`--all`, `--all=false`, `-Aw`, `-n x`, `-nx`, `-n=x`) of the flags of a
 * set into `--name=value`. Everything else stays as it is and where it is: other commands may know it.
 *
 * @throws CommandError in pflag's words when a value is missing.
 */
export function normalizeFlags(args: readonly string[], flags: FlagSet): string[] {
  const rest = [...args];
  const normalized: string[] = [];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--") return [...normalized, arg, ...rest];
    if (arg.startsWith("--")) normalized.push(normalizeLong(arg, rest, flags));
    else if (arg.startsWith("-") && arg.length > 1) normalized.push(...normalizeShort(arg, rest, flags));
    else normalized.push(arg);
  }
  return normalized;
}

/** Takes the value from `rest` when it is not part of the argument. */
function normalizeLong(arg: string, rest: string[], flags: FlagSet): string {
  const name = arg.slice(2);
  const flag = getOwn(flags, name);
  if (flag === undefined) return arg; // not ours, or written with its value
  if (flag.valueName === undefined) return `${arg}=true`;
  const value = rest.shift();
  if (value === undefined) throw new CommandError(`flag needs an argument: ${arg}`);
  return `${arg}=${value}`;
}

function normalizeShort(arg: string, rest: string[], flags: FlagSet): string[] {
  const normalized: string[] = [];
  for (let at = 1; at < arg.length; at += 1) {
    const letter = arg.charAt(at);
    const [name, flag] = Object.entries(flags).find(([, { shorthand }]) => shorthand === letter) ?? [];
    if (flag === undefined) return [...normalized, `-${arg.slice(at)}`];
    const tail = arg.slice(at + 1);
    if (flag.valueName === undefined && !tail.startsWith("=")) {
      normalized.push(`--${name}=true`);
      continue;
    }
    const value = tail === "" ? rest.shift() : tail.replace(/^=/, "");
    if (value === undefined) throw new CommandError(`flag needs an argument: '${letter}' in ${arg}`);
    return [...normalized, `--${name}=${value}`];
  }
  return normalized;
}
