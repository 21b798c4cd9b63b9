import { getOwn, messageOf, parseDuration } from "@flux-ts/base";
import { CommandError } from "./errors.ts";

/** A flag as a command declares it. */
export interface Flag<T> {
  readonly help: string;
  /** One letter. */
  readonly shorthand?: string;
  /** What stands for the value in help. Boolean flags have none: they may stand alone. */
  readonly valueName?: string;
  readonly initial: T;
  /** The value of a flag given once or more. @throws Error saying what is wrong with the text. */
  read(texts: readonly string[]): T;
}

/** Flags by name. */
export type FlagSet = { readonly [name: string]: Flag<unknown> };

export type FlagValues<F extends FlagSet> = { readonly [name in keyof F]: F[name] extends Flag<infer T> ? T : never };

interface Options<T> {
  readonly shorthand?: string;
  readonly valueName?: string;
  readonly initial?: T;
}

export function booleanFlag(help: string, options: Pick<Options<boolean>, "shorthand"> = {}): Flag<boolean> {
  return { help, initial: false, ...options, read: (texts) => parseBoolean(lastOf(texts)) };
}

export function stringFlag(help: string, options: Options<string> = {}): Flag<string> {
  return { help, valueName: "string", initial: "", ...options, read: lastOf };
}

/** In milliseconds. Written as in Go: `1m30s`. */
export function durationFlag(help: string, initialMs: number): Flag<number> {
  return { help, valueName: "duration", initial: initialMs, read: (texts) => parseDuration(lastOf(texts)) };
}

export function numberFlag(help: string, initial: number): Flag<number> {
  return { help, valueName: "number", initial, read: (texts) => parseNumber(lastOf(texts)) };
}

/** 0 is any free port. */
export function portFlag(help: string, initial: number): Flag<number> {
  return { help, valueName: "port", initial, read: (texts) => parsePort(lastOf(texts)) };
}

/** Given several times; each text is one item. */
export function stringArrayFlag(help: string): Flag<readonly string[]> {
  return { help, valueName: "stringArray", initial: [], read: (texts) => texts };
}

/** Given several times, or once with commas. */
export function stringSliceFlag(help: string, initial: readonly string[] = []): Flag<readonly string[]> {
  return {
    help,
    valueName: "strings",
    initial,
    read: (texts) => texts.flatMap((text) => (text === "" ? [] : text.split(","))),
  };
}

/**
 * The values of all flags of a set.
 *
 * @throws CommandError in pflag's words when a text is no value of its flag.
 */
export function readFlags<F extends FlagSet>(flags: F, given: ReadonlyMap<string, readonly string[]>): FlagValues<F> {
  const values = Object.entries(flags).map(([name, flag]) => {
    const texts = given.get(name);
    return [name, texts === undefined ? flag.initial : readFlag(name, flag, texts)] as const;
  });
  return Object.fromEntries(values) as FlagValues<F>;
}

function readFlag(name: string, flag: Flag<unknown>, texts: readonly string[]): unknown {
  try {
    return flag.read(texts);
  } catch (error) {
    const label = flag.shorthand === undefined ? `--${name}` : `-${flag.shorthand}, --${name}`;
    throw new CommandError(
      `invalid argument ${JSON.stringify(lastOf(texts))} for "${label}" flag: ${messageOf(error)}`,
    );
  }
}

const booleans: { readonly [text: string]: boolean } = {
  ...Object.fromEntries(["1", "t", "T", "TRUE", "true", "True"].map((text) => [text, true])),
  ...Object.fromEntries(["0", "f", "F", "FALSE", "false", "False"].map((text) => [text, false])),
};

function parseBoolean(text: string): boolean {
  const value = getOwn(booleans, text);
  if (value === undefined) throw new RangeError(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
  return value;
}

function parseNumber(text: string): number {
  if (/^[+-]?\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new RangeError(`strconv.ParseFloat: parsing ${JSON.stringify(text)}: invalid syntax`);
}

function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new RangeError("expected a port from 0 to 65535");
}

function lastOf(texts: readonly string[]): string {
  return texts.at(-1) ?? "";
}
