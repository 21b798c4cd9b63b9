import { equalJson, getOwn } from "@flux-ts/base";
import type { JsonArray, JsonValue } from "@flux-ts/base";
import { limit } from "./check.ts";
import type { Check } from "./check.ts";
import { fault, grouped } from "./fault.ts";
import type { Fault } from "./fault.ts";
import { asList } from "./schema.ts";

/** The keywords about arrays. */
export function validateArray(check: Check): readonly Fault[] {
  const { schema, value, at } = check;
  if (!Array.isArray(value)) return [];
  return [
    ...limit(at, "Items", schema, value.length),
    ...validateUnique(check, value),
    ...validateItems(check, value),
    ...validateContains(check, value),
  ];
}

function validateUnique({ schema, at }: Check, items: JsonArray): readonly Fault[] {
  if (getOwn(schema, "uniqueItems") !== true) return [];
  for (let second = 1; second < items.length; second++) {
    const first = items.findIndex((item) => equalJson(item, items[second]));
    if (first < second) return [fault(at, `items at ${first} and ${second} are equal`)];
  }
  return [];
}

function validateItems(check: Check, items: JsonArray): readonly Fault[] {
  const { schema, at, document } = check;
  const own = getOwn(schema, "items");
  const isNew = document.draft === 2020;
  const first = isNew ? asList(getOwn(schema, "prefixItems")) : asList(own);
  const rest = isNew || !Array.isArray(own) ? own : getOwn(schema, "additionalItems");
  const beyond = items.length - first.length;
  if (!isNew && rest === false && Array.isArray(own) && beyond > 0) {
    return [...validateEach(check, items, first, undefined), fault(at, `last ${beyond} additionalItem(s) not allowed`)];
  }
  return validateEach(check, items, first, rest);
}

// oxlint-disable-next-line max-params -- items, and what is asked of the first ones and the others
function validateEach(check: Check, items: JsonArray, first: JsonArray, rest: JsonValue | undefined): readonly Fault[] {
  return items.flatMap((value, index) => {
    const schema = index < first.length ? first[index] : rest;
    if (schema === undefined) return [];
    check.seen.add(String(index));
    // Items behind those of `prefixItems` are counted from there, as Helm's validator does.
    const isBeyond = check.document.draft === 2020 && index >= first.length;
    const at = `${check.at}/${isBeyond ? index - first.length : index}`;
    return grouped(at, check.look(schema, { ...check, value, at, seen: new Set() }));
  });
}

function validateContains(check: Check, items: JsonArray): readonly Fault[] {
  const { schema, at } = check;
  const wanted = getOwn(schema, "contains");
  if (wanted === undefined) return [];
  const outcomes = items.map((value, index) => {
    const place = `${at}/${index}`;
    return grouped(place, check.look(wanted, { ...check, value, at: place, seen: new Set() }));
  });
  const matched = outcomes.flatMap((faults, index) => (faults.length === 0 ? [index] : []));
  for (const index of matched) check.seen.add(String(index));
  const least = getOwn(schema, "minContains");
  const most = getOwn(schema, "maxContains");
  const found = `but matched ${matched.length} items at ${matched.join(" ")}`;
  if (typeof least === "number" && matched.length < least) {
    return [fault(at, `min ${least} items required to match contains schema, ${found}`, outcomes.flat())];
  }
  if (least === undefined && matched.length === 0)
    return [fault(at, "no items match contains schema", outcomes.flat())];
  if (typeof most !== "number" || matched.length <= most) return [];
  return [fault(at, `max ${most} items required to match contains schema, ${found}`)];
}
