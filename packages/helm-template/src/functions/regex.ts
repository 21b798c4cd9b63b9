import { func, FuncError, nilOf, param, quote, stringsType } from "@flux-ts/go-template";
import type { FuncMap, Run, Value } from "@flux-ts/go-template";
import { messageOf } from "@flux-ts/base";
import { RE2JS } from "re2js";
import type { Matcher } from "re2js";
import { strings } from "./strings.ts";

const { int, string } = param;

/** Compiled expressions; templates use the same few again and again. */
const cache = new Map<string, RE2JS>();
const cacheSize = 500;

function compile(pattern: string): RE2JS {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  if (!pattern.isWellFormed()) throw new FuncError(`error parsing regexp: invalid UTF-8: \`${pattern}\``);
  try {
    const compiled = RE2JS.compile(pattern);
    if (cache.size >= cacheSize) cache.clear();
    cache.set(pattern, compiled);
    return compiled;
  } catch (error) {
    throw new FuncError(messageOf(error).replace(/(?<=trailing backslash at end of expression)$/, ": ``"));
  }
}

/** What functions without `must` say of a pattern that is none: they panic. */
function compileOrPanic(pattern: string): RE2JS {
  try {
    return compile(pattern);
  } catch (error) {
    throw new FuncError(`regexp: Compile(${quotePattern(pattern)}): ${messageOf(error)}`);
  }
}

function quotePattern(pattern: string): string {
  return pattern.includes("`") || !pattern.isWellFormed() ? quote(pattern) : `\`${pattern}\``;
}

interface Match {
  readonly start: number;
  readonly end: number;
  /** The whole match and the groups; a group that took no part is undefined. */
  readonly groups: readonly (string | undefined)[];
}

/** All matches as Go counts them: an empty one right behind another match is none. */
function* matches(pattern: RE2JS, text: string): Generator<Match> {
  const matcher: Matcher = pattern.matcher(text);
  let last = -1;
  for (let at = 0; at <= text.length && matcher.find(at);) {
    const [start, end] = [matcher.start(), matcher.end()];
    if (start < end || start !== last) {
      const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? undefined);
      yield { start, end, groups };
    }
    last = end;
    at = end > start ? end : end + (text.codePointAt(end) ?? 0) > 0xffff ? end + 2 : end + 1;
  }
}

function findAll(pattern: RE2JS, text: string, limit: number): Value {
  const found: string[] = [];
  for (const { groups } of limit === 0 ? [] : matches(pattern, text)) {
    found.push(groups[0] ?? "");
    if (found.length === limit) break;
  }
  return found.length === 0 ? nilOf(stringsType) : strings(found);
}

function find(pattern: RE2JS, text: string): string {
  const matcher = pattern.matcher(text);
  return matcher.find() ? (matcher.group(0) ?? "") : "";
}

/** Cuts the text at the matches. */
function split(pattern: RE2JS, text: string, limit: number): Value {
  if (limit === 0) return nilOf(stringsType);
  if (text === "") return strings(pattern.pattern() === "" ? [] : [""]);
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of matches(pattern, text)) {
    if (limit > 0 && parts.length === limit - 1) break;
    if (end === 0) continue;
    parts.push(text.slice(at, start));
    at = end;
  }
  if (at !== text.length || parts.length === 0 || !endsAtEmptyMatch(pattern, text)) parts.push(text.slice(at));
  return strings(parts);
}

/** Whether an empty match at the end of the text is what the last part would be cut by. */
function endsAtEmptyMatch(pattern: RE2JS, text: string): boolean {
  return [...matches(pattern, text)].at(-1)?.start === text.length;
}

function replace(pattern: RE2JS, text: string, replacementOf: (match: Match) => string): string {
  let replaced = "";
  let at = 0;
  for (const match of matches(pattern, text)) {
    replaced += text.slice(at, match.start) + replacementOf(match);
    at = match.end;
  }
  return replaced + text.slice(at);
}

const reference = /\$(?:\$|\{([\p{L}\p{N}_]+)\}|([\p{L}\p{N}_]+))/gu;

/** Puts groups in the place of `$name` and `${name}`; the longest name counts, and unknown ones are empty. */
function expand(pattern: RE2JS, template: string): (match: Match) => string {
  const names = pattern.namedGroups() as { readonly [name: string]: number };
  return ({ groups }) =>
    template.replace(reference, (whole: string, braced?: string, bare?: string) => {
      const name = braced ?? bare;
      if (name === undefined) return whole === "$$" ? "$" : "";
      const index = /^\d+$/.test(name) ? Number(name) : Object.hasOwn(names, name) ? names[name] : undefined;
      return index === undefined ? "" : (groups[index] ?? "");
    });
}

/** Expressions take much longer for a character than other functions. */
const stepsPerCharacter = 2;

function spendOn(text: string, run: Run): void {
  run.spend(text.length * stepsPerCharacter);
}

function matchesText(pattern: string, text: string, run: Run): boolean {
  spendOn(text, run);
  return compile(pattern).matcher(text).find();
}

/** A pattern that is none matches nothing. */
function matchesIfValid(pattern: string, text: string, run: Run): boolean {
  try {
    return matchesText(pattern, text, run);
  } catch (error) {
    if (error instanceof FuncError) return false;
    throw error;
  }
}

/** The functions on patterns, compiled one way or the other. */
function functionsWith(compile: (pattern: string) => RE2JS): { readonly [name: string]: FuncMap[string] } {
  return {
    regexFindAll: func([string, string, int], (pattern, text, limit, run) => {
      spendOn(text, run);
      return findAll(compile(pattern), text, limit);
    }),
    regexFind: func([string, string], (pattern, text, run) => {
      spendOn(text, run);
      return find(compile(pattern), text);
    }),
    regexSplit: func([string, string, int], (pattern, text, limit, run) => {
      spendOn(text, run);
      return split(compile(pattern), text, limit);
    }),
    regexReplaceAll: func([string, string, string], (pattern, text, replacement, run) => {
      spendOn(text, run);
      const compiled = compile(pattern);
      return replace(compiled, text, expand(compiled, replacement));
    }),
    regexReplaceAllLiteral: func([string, string, string], (pattern, text, replacement, run) => {
      spendOn(text, run);
      return replace(compile(pattern), text, () => replacement);
    }),
  };
}

const failing = Object.entries(functionsWith(compile)).map(
  ([name, callee]) => [`mustR${name.slice(1)}`, callee] as const,
);

export const regexFunctions: FuncMap = {
  regexMatch: func([string, string], matchesIfValid),
  mustRegexMatch: func([string, string], matchesText),
  regexQuoteMeta: func([string], (text) => text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&")),
  ...functionsWith(compileOrPanic),
  ...Object.fromEntries(failing),
};
