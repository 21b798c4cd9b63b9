import { indexFunctions } from "../interpret/dispatch.ts";
import type { Functions } from "../interpret/dispatch.ts";
import type { LiteralRules } from "../check/literals.ts";
import { blockMacros } from "../parse/block-macros.ts";
import { extensionMacros, kubernetesMacros, standardMacros } from "../parse/macros.ts";
import type { MacroSet } from "../parse/macros.ts";
import { authorization } from "./authorization.ts";
import { arithmetic } from "./arithmetic.ts";
import { collections } from "./collections.ts";
import { comparison } from "./comparison.ts";
import { conversions } from "./conversions.ts";
import type { Library } from "./define.ts";
import { encoders } from "./encoders.ts";
import { kubernetesLists, lists } from "./lists.ts";
import { jsonPatch } from "./json-patch.ts";
import { math } from "./math.ts";
import { namedFormats } from "./named-formats.ts";
import { net } from "./net.ts";
import { operators } from "./operators.ts";
import { optionals } from "./optionals.ts";
import { quantities } from "./quantities.ts";
import { matching, regex } from "./regex.ts";
import { semvers } from "./semvers.ts";
import { sets } from "./sets.ts";
import { laterStrings, standardStrings, strings } from "./strings.ts";
import { times } from "./times.ts";
import { urls } from "./urls.ts";

/** Functions and macros that expressions may use. */
export interface Dialect {
  readonly functions: Functions;
  readonly macros: MacroSet;
  /** Whether a field may be written in backticks. */
  readonly quotedFields: boolean;
  /** Undefined where lists may hold anything. */
  readonly literals: LiteralRules | undefined;
}

const standard: Library = [
  ...arithmetic,
  ...collections,
  ...comparison,
  ...conversions,
  ...matching,
  ...operators,
  ...standardStrings,
  ...times,
];

const kubernetesFunctions: Library = [
  ...authorization,
  ...kubernetesLists,
  ...namedFormats,
  ...net,
  ...quantities,
  ...regex,
  ...semvers,
  ...urls,
];

/** What the API server offers to expressions of custom resources. */
const kubernetes: Dialect = {
  functions: indexFunctions(standard, strings("first"), optionals, sets, lists, kubernetesFunctions),
  macros: new Map([...standardMacros, ...kubernetesMacros]),
  quotedFields: false,
  literals: { conversions: true },
};

/** What the API server offers to expressions that change objects. */
const mutation: Dialect = {
  ...kubernetes,
  functions: indexFunctions(standard, strings("first"), optionals, sets, lists, kubernetesFunctions, jsonPatch),
};

/** What Flux offers in `healthCheckExprs` and `readyExpr`. */
const flux: Dialect = {
  functions: indexFunctions(standard, strings("latest"), laterStrings, optionals, sets, encoders),
  macros: standardMacros,
  quotedFields: false,
  literals: { conversions: false },
};

/** Everything. */
const full: Dialect = {
  functions: indexFunctions(
    standard,
    strings("latest"),
    laterStrings,
    optionals,
    sets,
    lists,
    encoders,
    math,
    kubernetesFunctions,
  ),
  macros: new Map([...standardMacros, ...kubernetesMacros, ...extensionMacros, ...blockMacros]),
  quotedFields: true,
  literals: undefined,
};

export const dialects = { kubernetes, mutation, flux, full };

export type DialectName = keyof typeof dialects;
