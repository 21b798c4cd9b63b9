/** Go's text/template: parsed, compiled to closures and run with bounds. @module */
export { TemplateSet } from "./template-set.ts";
export type { CloneOptions, ParsedText, TemplateSetOptions } from "./template-set.ts";

export { TemplateError } from "./errors.ts";
export type { TemplateErrorCode, TemplatePosition } from "./errors.ts";

export type { Limits, MissingKey, Run } from "./run.ts";

export { func, FuncError, param, variadic } from "./values/func.ts";
export type { Func, FuncMap, Param } from "./values/func.ts";

export {
  anyType,
  goType,
  intsType,
  listType,
  mapOf,
  mapType,
  sliceOf,
  stringsType,
  stringType,
} from "./values/type.ts";
export type { GoType, Kind, Typed } from "./values/type.ts";

export {
  compareStrings,
  Int,
  int,
  integerOf,
  isNil,
  isNilOrUnmade,
  isTrue,
  JsonNumber,
  listOf,
  mapValue,
  nilOf,
  sortedKeys,
  stringOf,
  typeOf,
  uint64,
  withoutName,
  withType,
} from "./values/value.ts";
export type { List, Value, ValueMap } from "./values/value.ts";

export { byteLength, fromBytes, sliceBytes, toBytes } from "./values/utf8.ts";

export { formatFloat } from "./format/float.ts";
export { quote } from "./format/quote.ts";
export { sprint } from "./format/sprint.ts";
export { formatDefault } from "./format/verb.ts";

export { parseFloatText, parseIntegerText } from "./parse/number.ts";
