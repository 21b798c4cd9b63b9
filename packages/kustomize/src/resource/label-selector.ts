import { KustomizeError } from "../errors.ts";

type Labels = { readonly [key: string]: string };

/** Whether labels or annotations satisfy every requirement of a selector; an empty selector takes all. */
export type LabelMatcher = (labels: Labels) => boolean;

const setRequirement = /^([^\s!=,()<>]+)\s+(in|notin)\s*\(([^)]*)\)$/;
const valueRequirement = /^([^\s!=,()<>]+)\s*(==|=|!=|<|>)\s*([^\s!=,()<>]*)$/;
const presence = /^(!?)\s*([^\s!=,()<>]+)$/;

/**
 * Reads a label selector: `a=b`, `a!=b`, `a in (b, c)`, `a notin (b)`, `a`, `!a`, `a>1`, joined by commas.
 *
 * @throws KustomizeError
 */
export function parseLabelSelector(text: string | undefined): LabelMatcher {
  if (!text?.trim()) return () => true;
  const matchers = splitRequirements(text).map((requirement) => parseRequirement(requirement, text));
  return (labels) => matchers.every((matches) => matches(labels));
}

/** Splits at commas that are not inside of parentheses. */
function splitRequirements(text: string): string[] {
  return text.split(/,(?![^()]*\))/).map((part) => part.trim());
}

function parseRequirement(text: string, selector: string): LabelMatcher {
  const [, setKey, setOperator, list] = setRequirement.exec(text) ?? [];
  if (setKey !== undefined) {
    const values = new Set((list ?? "").split(",").map((value) => value.trim()));
    const isIn = setOperator === "in";
    return (labels) => (Object.hasOwn(labels, setKey) ? values.has(labels[setKey] as string) === isIn : !isIn);
  }
  const [, key, operator, value] = valueRequirement.exec(text) ?? [];
  if (key !== undefined) return compareValue(key, operator as string, value ?? "");
  const [, absent, name] = presence.exec(text) ?? [];
  if (name !== undefined) return (labels) => Object.hasOwn(labels, name) === (absent === "");
  throw new KustomizeError("invalid-config", `unable to parse requirement: found '${text}' in selector ${selector}`);
}

function compareValue(key: string, operator: string, value: string): LabelMatcher {
  const read = (labels: Labels): string | undefined => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  switch (operator) {
    case "!=":
      return (labels) => read(labels) !== value;
    case "<":
      return (labels) => Number(read(labels)) < Number(value);
    case ">":
      return (labels) => Number(read(labels)) > Number(value);
    default:
      return (labels) => read(labels) === value;
  }
}
