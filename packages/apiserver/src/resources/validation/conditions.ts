import type { JsonValue } from "@flux-ts/base";
import { duplicate, invalid, tooLong } from "@flux-ts/kube-schema";
import { checkQualifiedName } from "../../registry/label-syntax.ts";
import { scalarText } from "../scalar-text.ts";
import type { Check } from "./check.ts";
import { all, fields, isEmpty, items, listOf, needed, oneOf, read } from "./check.ts";

const reasonPattern = /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/;

const reason: Check = (value, path) => {
  if (isEmpty(value)) return needed()(value, path);
  if (reasonPattern.test(scalarText(value))) return noLonger(1024)(value, path);
  const why =
    "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric " +
    "characters or '_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or " +
    "'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is " +
    "'[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')";
  return [invalid(path, value ?? "", why), ...noLonger(1024)(value, path)];
};

function noLonger(bytes: number): Check {
  return (value, path) => (Buffer.byteLength(scalarText(value)) > bytes ? [tooLong(path, bytes)] : []);
}

const generation: Check = (value, path) =>
  typeof value === "number" && value < 0 ? [invalid(path, value, "must be greater than or equal to zero")] : [];

const condition: Check = fields({
  type: (value, path) => checkQualifiedName(scalarText(value)).map((why) => invalid(path, value ?? "", why)),
  status: oneOf("False", "True", "Unknown"),
  observedGeneration: generation,
  lastTransitionTime: needed(),
  reason,
  message: noLonger(32_768),
});

const eachTypeOnce: Check = (value, path) => {
  const seen = new Set<JsonValue>();
  return listOf(value).flatMap((item, index) => {
    const type = read(item, "type") ?? "";
    const isRepeated = seen.has(type);
    seen.add(type);
    return isRepeated ? [duplicate(`${path}[${index}].type`, type)] : [];
  });
};

/** Conditions as new kinds have them (`Condition` of meta/v1). Those of Pods, Jobs and the like are held to less. */
export const conditions: Check = all(items(condition), eachTypeOnce);
