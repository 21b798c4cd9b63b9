import { getOwn, isJsonObject, stringifyJson } from "@flux-ts/base";
import type { JsonObject } from "@flux-ts/base";
import { product, sum } from "../cost/saturating.ts";
import { compileRules } from "./compile-rules.ts";
import type { CompiledRule, CompiledRules, ValidationRule } from "./compile-rules.ts";
import { limitOf, mostValues, sizesOf } from "./schema-sizes.ts";
import * as texts from "./texts.ts";
import type { RuleCause } from "./validation-rules.ts";

export interface CheckRulesOptions {
  /** Whether the rules of a schema are well-formed but for their expressions; others are not looked at. @default all are */
  readonly isSound?: (schema: JsonObject) => boolean;
}

/** What one expression may cost for all values of an object together, in cel-go's units. */
const budgetOfRule = 10_000_000n;
/** What all expressions of a schema may. */
const budgetOfSchema = 100_000_000n;
/** So many expressions at most are blamed for the cost of all, and none that costs less than a hundredth of the budget. */
const mostBlamed = 4;
const leastBlamed = budgetOfSchema / 100n;

/**
 * Checks all `x-kubernetes-validations` of a structural schema as the API server does when it is told a definition: that
 * they compile, that `oldSelf` is used only where an old value can be found, and that they are not too expensive.
 * Paths of causes begin with `path`.
 */
export function checkRules(schema: JsonObject, path: string, options: CheckRulesOptions = {}): readonly RuleCause[] {
  const check = new RulesCheck(options);
  check.visit(schema, { path, root: true, count: 1n, uncorrelated: undefined });
  return check.conclude(path);
}

interface Place {
  readonly path: string;
  /** Whether it is the schema of the whole object. */
  readonly root: boolean;
  /** How many such values an object can hold; undefined when only the size of requests limits them. */
  readonly count: bigint | undefined;
  /** The list around whose items have no identity. */
  readonly uncorrelated: string | undefined;
}

interface Expense {
  readonly field: string;
  readonly cost: bigint;
}

class RulesCheck {
  readonly #options: CheckRulesOptions;
  readonly #causes: RuleCause[] = [];
  readonly #expenses: Expense[] = [];

  constructor(options: CheckRulesOptions) {
    this.#options = options;
  }

  visit(schema: JsonObject, place: Place): void {
    const rules = schema["x-kubernetes-validations"];
    if (Array.isArray(rules) && rules.length > 0 && (this.#options.isSound?.(schema) ?? true)) {
      this.#check(schema, rules as readonly ValidationRule[], place);
    }
    const { path, uncorrelated } = place;
    const properties = getOwn(schema, "properties");
    for (const [name, property] of isJsonObject(properties) ? Object.entries(properties) : []) {
      if (isJsonObject(property)) this.visit(property, { ...place, root: false, path: `${path}.properties[${name}]` });
    }
    const { items, additionalProperties: values } = schema;
    if (isJsonObject(items)) {
      const identified = schema["x-kubernetes-list-type"] === "map";
      this.visit(items, {
        path: `${path}.items`,
        root: false,
        count: times(place.count, limitOf(schema["maxItems"])),
        uncorrelated: uncorrelated ?? (identified ? undefined : path),
      });
    }
    if (isJsonObject(values)) {
      const count = times(place.count, limitOf(schema["maxProperties"]));
      this.visit(values, { path: `${path}.additionalProperties`, root: false, count, uncorrelated });
    }
  }

  conclude(path: string): readonly RuleCause[] {
    const total = sum(...this.#expenses.map(({ cost }) => cost));
    if (total <= budgetOfSchema) return this.#causes;
    const worst = this.#expenses
      .filter(({ cost }) => cost >= leastBlamed)
      .toSorted((a, b) => (a.cost === b.cost ? 0 : a.cost < b.cost ? 1 : -1));
    return [
      ...this.#causes,
      ...worst.slice(0, mostBlamed).map(({ field }) => forbidden(field, texts.contributes)),
      forbidden(path, texts.overBudget(texts.total, total, budgetOfSchema)),
    ];
  }

  #check(schema: JsonObject, rules: readonly ValidationRule[], place: Place): void {
    const at = `${place.path}.x-kubernetes-validations`;
    const compiled = compileRules(schema, rules, { root: place.root });
    if (compiled === undefined) {
      this.#causes.push({ type: "InternalError", field: at, message: texts.untypedRules });
      return;
    }
    compiled.rules.forEach((rule, index) => this.#checkRule(rule, { ...place, path: `${at}[${index}]` }));
    this.#estimate(schema, place, compiled);
  }

  #checkRule({ rule, problem, messageProblem, transition }: CompiledRule, { path, uncorrelated }: Place): void {
    const field = `${path}.rule`;
    if (problem !== undefined) this.#causes.push(invalid(field, shown(rule), problem));
    if (messageProblem !== undefined) {
      this.#causes.push(invalid(`${path}.messageExpression`, shown(rule), messageProblem));
    }
    if (transition && uncorrelated !== undefined) {
      this.#causes.push(invalid(field, stringifyJson(rule.rule), texts.uncorrelated(uncorrelated)));
    }
    if (!transition && rule.optionalOldSelf !== undefined) {
      this.#causes.push(invalid(`${path}.optionalOldSelf`, String(rule.optionalOldSelf), texts.unusedOldSelf));
    }
  }

  #estimate(schema: JsonObject, { path, count }: Place, { rules }: CompiledRules): void {
    const sizes = sizesOf(schema);
    const variables = new Map([
      ["self", sizes],
      ["oldSelf", sizes],
    ]);
    rules.forEach(({ program, message }, index) => {
      const at = `${path}.x-kubernetes-validations[${index}]`;
      if (program !== undefined) {
        const cost = product(program.estimate(variables), count ?? mostValues(schema));
        this.#spend({ field: `${at}.rule`, cost }, texts.rule);
      }
      // Messages are made of one value that breaks the rule.
      if (message !== undefined) {
        this.#spend({ field: `${at}.messageExpression`, cost: message.estimate(variables) }, texts.messageExpression);
      }
    });
  }

  #spend({ field, cost }: Expense, what: string): void {
    this.#expenses.push({ field, cost });
    if (cost > budgetOfRule) this.#causes.push(forbidden(field, texts.overBudget(what, cost, budgetOfRule)));
  }
}

function times(count: bigint | undefined, limit: number | undefined): bigint | undefined {
  return count === undefined || limit === undefined ? undefined : product(count, BigInt(limit));
}

function invalid(field: string, value: string, detail: string): RuleCause {
  return { type: "FieldValueInvalid", field, message: `Invalid value: ${value}: ${detail}` };
}

function forbidden(field: string, detail: string): RuleCause {
  return { type: "FieldValueForbidden", field, message: `Forbidden: ${detail}` };
}

/** A rule as the API server prints it, in the words of its own language. */
function shown({ rule, message = "", messageExpression = "", ...more }: ValidationRule): string {
  const text = stringifyJson({
    Rule: rule,
    Message: message,
    MessageExpression: messageExpression,
    Reason: more.reason ?? null,
    FieldPath: more.fieldPath ?? "",
    OptionalOldSelf: more.optionalOldSelf ?? null,
  });
  // Go escapes what could be read as HTML.
  return text.replaceAll(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
