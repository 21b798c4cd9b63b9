import { isJsonObject } from "@flux-ts/base";
import { quote } from "../quote.ts";
import { keyword, ownKeyword } from "./check.ts";
import type { Check, Run, View } from "./check.ts";
import type { Place } from "./document.ts";
import { fault } from "./fault.ts";
import type { Fault } from "./fault.ts";
import { splitFragment } from "./uri.ts";

type ValidateKeywords = (check: Check) => readonly Fault[];

interface Means {
  readonly run: Run;
  readonly validateKeywords: ValidateKeywords;
}

/** Looks at a value with the schema at a place. */
// oxlint-disable-next-line max-params -- what looks at what, from where and by which means
export function lookAt(
  place: Place,
  parent: Check | undefined,
  { run, validateKeywords }: Means,
  view: View,
): readonly Fault[] {
  const { schema } = place;
  const depth = (parent?.depth ?? 0) + 1;
  run.count(depth);
  if (schema === false) return [fault(view.at, "false schema")];
  if (!isJsonObject(schema)) return [];
  return validateKeywords({ ...view, run, place, schema, parent, depth });
}

/** The keywords that lead to other schemas. */
export function validateReferences(check: Check, validateKeywords: ValidateKeywords): readonly Fault[] {
  return [
    ...follow(check, "$ref", validateKeywords, (target) => target),
    ...follow(check, "$recursiveRef", validateKeywords, (target) => outermostRecursive(target, check)),
    ...follow(check, "$dynamicRef", validateKeywords, (target, name) => outermostDynamic(target, name, check)),
  ];
}

/** Which schema of those that led here is meant. */
type Choose = (target: Place, anchor: string) => Place;

// oxlint-disable-next-line max-params -- a keyword with how it is understood
function follow(check: Check, name: string, validateKeywords: ValidateKeywords, choose: Choose): readonly Fault[] {
  const reference = keyword(check, name);
  if (typeof reference !== "string") return [];
  const { run, value, at, seen, place } = check;
  const named = choose(run.library.resolve(reference, place), splitFragment(reference).fragment);
  const target = run.substitute(named, value);
  const cycle = cycleOf(check, target, `/${name}`);
  if (cycle !== undefined) return [fault(at, cycle)];
  const found = new Set<string>();
  const faults = lookAt(target, check, { run, validateKeywords }, { value, at, seen: found, via: `/${name}` });
  if (faults.length === 0) for (const part of found) seen.add(part);
  // The faults of a single part are told as those of the whole that refers.
  const [first] = faults;
  const causes = faults.length === 1 && first?.isGroup ? first.causes : faults;
  return causes.length > 1 ? [fault(at, "validation failed", causes)] : causes;
}

/** A schema that leads back to itself at the same value would never end. */
function cycleOf(check: Check, { schema, resource, pointer }: Place, via: string): string | undefined {
  for (let above: Check | undefined = check; above !== undefined; above = above.parent) {
    if (above.at !== check.at || above.value !== check.value) return undefined;
    if (above.schema !== schema) continue;
    const where = quote(`${resource.document.url}#${pointer}`);
    return `both ${pathOf(check)}${via} and ${pathOf(above)} resolve to ${where} causing reference cycle`;
  }
  return undefined;
}

function pathOf(check: Check): string {
  return check.parent === undefined ? check.via : pathOf(check.parent) + check.via;
}

function outermostRecursive(target: Place, check: Check): Place {
  if (ownKeyword(target.schema, "$recursiveAnchor") !== true) return target;
  let chosen = target;
  for (let above: Check | undefined = check; above !== undefined; above = above.parent) {
    const { resource } = above.place;
    if (ownKeyword(resource.schema, "$recursiveAnchor") !== true) continue;
    chosen = resource.document.resourceAt(resource.url) ?? chosen;
  }
  return chosen;
}

function outermostDynamic(target: Place, anchor: string, check: Check): Place {
  if (ownKeyword(target.schema, "$dynamicAnchor") !== anchor) return target;
  let chosen = target;
  for (let above: Check | undefined = check; above !== undefined; above = above.parent) {
    const found = above.place.resource.anchors.get(anchor);
    if (found !== undefined && ownKeyword(found.schema, "$dynamicAnchor") === anchor) chosen = found;
  }
  return chosen;
}
