import { equalJson } from "@flux-ts/base";
import type { JsonArray, JsonValue } from "@flux-ts/base";
import { keyword, limit, lookInside } from "./check.ts";
import type { Check } from "./check.ts";
import { fault, grouped } from "./fault.ts";
import type { Fault } from "./fault.ts";
import { shownCount } from "./print.ts";
import { asList } from "./values.ts";

/** The keywords about arrays. */
export function validateArray(check: Check): readonly Fault[] {
  const { value } = check;
  if (!Array.isArray(value)) return [];
  return [
    ...limit(check, "Items", value.length),
    ...validateUnique(check, value),
    ...validateItems(check, value),
    ...validateContains(check, value),
  ];
}

function validateUnique(check: Check, items: JsonArray): readonly Fault[] {
  if (keyword(check, "uniqueItems") !== true) return [];
  for (let second = 1; second < items.length; second++) {
    const first = items.findIndex((item) => equalJson(item, items[second]));
    if (first < second) return [fault(check.at, `items at ${shownCount(first)} and ${shownCount(second)} are equal`)];
  }
  return [];
}

/** The schemas of the first items, and the one of all others. */
interface ItemSchemas {
  readonly first: JsonArray;
  readonly firstKeyword: string;
  readonly rest: JsonValue | undefined;
  readonly restKeyword: string;
}

function itemSchemas(check: Check): ItemSchemas {
  const own = keyword(check, "items");
  if (check.place.resource.dialect.draft === 2020) {
    const first = asList(keyword(check, "prefixItems"));
    return { first, firstKeyword: "prefixItems", rest: own, restKeyword: "items" };
  }
  if (!Array.isArray(own)) return { first: [], firstKeyword: "items", rest: own, restKeyword: "items" };
  const rest = keyword(check, "additionalItems");
  return { first: asList(own), firstKeyword: "items", rest, restKeyword: "additionalItems" };
}

function validateItems(check: Check, items: JsonArray): readonly Fault[] {
  const schemas = itemSchemas(check);
  const beyond = items.length - schemas.first.length;
  if (schemas.rest === false && schemas.restKeyword === "additionalItems" && beyond > 0) {
    const refused = fault(check.at, `last ${shownCount(beyond)} additionalItem(s) not allowed`);
    return [...validateEach(check, items, { ...schemas, rest: undefined }), refused];
  }
  return validateEach(check, items, schemas);
}

function validateEach(check: Check, items: JsonArray, schemas: ItemSchemas): readonly Fault[] {
  const { first, firstKeyword, rest, restKeyword } = schemas;
  return items.flatMap((value, index) => {
    const isFirst = index < first.length;
    const schema = isFirst ? first[index] : rest;
    if (schema === undefined) return [];
    check.seen.add(String(index));
    // Items behind the first ones are counted from there, as Helm's validator does.
    const at = `${check.at}/${isFirst ? index : index - first.length}`;
    const via = isFirst ? `/${firstKeyword}/${index}` : `/${restKeyword}`;
    return grouped(at, lookInside(schema, check, { value, at, via }));
  });
}

function validateContains(check: Check, items: JsonArray): readonly Fault[] {
  const wanted = keyword(check, "contains");
  if (wanted === undefined) return [];
  const outcomes = items.map((value, index) => {
    const at = `${check.at}/${index}`;
    return grouped(at, lookInside(wanted, check, { value, at, via: "/contains" }));
  });
  const matched = outcomes.flatMap((faults, index) => (faults.length === 0 ? [index] : []));
  if (check.place.resource.dialect.draft === 2020) for (const index of matched) check.seen.add(String(index));
  return countFaults(check, matched, outcomes.flat());
}

function countFaults(check: Check, matched: readonly number[], causes: readonly Fault[]): readonly Fault[] {
  const { at } = check;
  const least = keyword(check, "minContains");
  const most = keyword(check, "maxContains");
  const found = `but matched ${shownCount(matched.length)} items at ${matched.map(shownCount).join(" ")}`;
  if (typeof least === "number" && matched.length < least) {
    const text = `min ${shownCount(least)} items required to match contains schema, ${found}`;
    return [fault(at, text, causes)];
  }
  if (least === undefined && matched.length === 0) return [fault(at, "no items match contains schema", causes)];
  if (typeof most !== "number" || matched.length <= most) return [];
  return [fault(at, `max ${shownCount(most)} items required to match contains schema, ${found}`)];
}
