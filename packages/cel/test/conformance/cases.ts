import { Duration, listOf, mapOf, Timestamp, TypeValue, Uint } from "@flux-ts/cel";
import type { Value } from "@flux-ts/cel";
import { tests } from "@bufbuild/cel-spec/testdata/conformance.js";

/** A value as the specification's cases write it. */
interface WrittenValue {
  readonly nullValue?: null;
  readonly boolValue?: boolean;
  readonly int64Value?: string;
  readonly uint64Value?: string;
  readonly doubleValue?: number | "NaN" | "Infinity" | "-Infinity";
  readonly stringValue?: string;
  readonly bytesValue?: string;
  readonly listValue?: { readonly values?: readonly WrittenValue[] };
  readonly mapValue?: { readonly entries?: readonly { readonly key: WrittenValue; readonly value: WrittenValue }[] };
  readonly typeValue?: string;
  readonly objectValue?: { readonly "@type": string; readonly value: string };
}

interface WrittenType {
  readonly primitive?: string;
  readonly wellKnown?: string;
  readonly null?: null;
  readonly dyn?: object;
  readonly type?: WrittenType;
  readonly listType?: { readonly elemType: WrittenType };
  readonly mapType?: { readonly keyType: WrittenType; readonly valueType: WrittenType };
  readonly abstractType?: { readonly name: string; readonly parameterTypes?: readonly WrittenType[] };
}

export interface SpecCase {
  readonly name: string;
  readonly expr: string;
  readonly checked: boolean;
  readonly checkOnly: boolean;
  readonly variables: { readonly [name: string]: string };
  readonly bindings: { readonly [name: string]: Value };
  /** Undefined where evaluation must fail. */
  readonly value: Value | undefined;
  readonly type: string | undefined;
}

interface WrittenCase {
  readonly name?: string;
  readonly expr: string;
  readonly container?: string;
  readonly disableCheck?: boolean;
  readonly checkOnly?: boolean;
  readonly typeEnv?: readonly { readonly name: string; readonly ident?: { readonly type: WrittenType } }[];
  readonly bindings?: { readonly [name: string]: { readonly value: WrittenValue } };
  readonly value?: WrittenValue;
  readonly evalError?: object;
  readonly typedResult?: { readonly result?: WrittenValue; readonly deducedType: WrittenType };
}

interface Suite {
  readonly name: string;
  readonly suites?: readonly Suite[];
  readonly tests?: readonly { readonly original: object }[];
}

/** Messages, by their names or by the container that completes them. */
const protobuf =
  /"container":"google\.protobuf"|cel\.expr\.conformance|google\.protobuf\.(?!Timestamp|Duration)|TestAllTypes|GlobalEnum/;

/** The cases of the specification that need neither protobuf messages nor functions of their own. */
export function readSpecCases(): readonly SpecCase[] {
  return [...collect(tests, [])];
}

function* collect(suite: Suite, path: readonly string[]): Generator<SpecCase> {
  for (const inner of suite.suites ?? []) yield* collect(inner, [...path, inner.name]);
  for (const { original } of suite.tests ?? []) {
    const written = original as WrittenCase;
    const ownFunctions = written.typeEnv?.some(({ ident }) => ident === undefined) === true;
    if (!ownFunctions && !protobuf.test(JSON.stringify(written))) yield readCase(written, path);
  }
}

function readCase(written: WrittenCase, path: readonly string[]): SpecCase {
  const { expr, typeEnv = [], bindings = {}, typedResult, value = typedResult?.result, evalError } = written;
  const variables = typeEnv.flatMap(({ name, ident }) => (ident === undefined ? [] : [[name, readType(ident.type)]]));
  const bound = Object.entries(bindings).map(([name, { value }]) => [name, readValue(value)] as const);
  return {
    name: [...path, written.name ?? expr].join("/"),
    expr,
    checked: written.disableCheck !== true,
    checkOnly: written.checkOnly === true,
    variables: Object.fromEntries(variables) as { [name: string]: string },
    bindings: Object.fromEntries(bound),
    // A case without a value wants true.
    value: evalError === undefined ? readValue(value ?? { boolValue: true }) : undefined,
    type: typedResult === undefined ? undefined : readType(typedResult.deducedType),
  };
}

const primitives: ReadonlyMap<string, string> = new Map([
  ["BOOL", "bool"],
  ["INT64", "int"],
  ["UINT64", "uint"],
  ["DOUBLE", "double"],
  ["STRING", "string"],
  ["BYTES", "bytes"],
  ["TIMESTAMP", "timestamp"],
  ["DURATION", "duration"],
]);

function readType(type: WrittenType): string {
  const known = primitives.get(type.primitive ?? type.wellKnown ?? "");
  if (known !== undefined) return known;
  if (type.listType !== undefined) return `list(${readType(type.listType.elemType)})`;
  if (type.mapType !== undefined) return `map(${readType(type.mapType.keyType)}, ${readType(type.mapType.valueType)})`;
  if (type.type !== undefined) return Object.keys(type.type).length === 0 ? "type" : `type(${readType(type.type)})`;
  if (type.abstractType !== undefined) {
    const { name, parameterTypes = [] } = type.abstractType;
    return `${name}(${parameterTypes.map(readType).join(", ")})`;
  }
  return "null" in type ? "null" : "dyn";
}

function readValue(value: WrittenValue): Value {
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.int64Value !== undefined) return BigInt(value.int64Value);
  if (value.uint64Value !== undefined) return new Uint(BigInt(value.uint64Value));
  if (value.doubleValue !== undefined) return Number(value.doubleValue);
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.bytesValue !== undefined) return Uint8Array.from(Buffer.from(value.bytesValue, "base64"));
  if (value.listValue !== undefined) return listOf((value.listValue.values ?? []).map(readValue));
  if (value.mapValue !== undefined) {
    return mapOf((value.mapValue.entries ?? []).map(({ key, value }) => [readValue(key), readValue(value)] as const));
  }
  if (value.typeValue !== undefined) return new TypeValue(value.typeValue);
  return value.objectValue === undefined ? null : readTime(value.objectValue);
}

function readTime({ "@type": type, value }: { readonly "@type": string; readonly value: string }): Value {
  if (type.endsWith("Duration")) {
    const [, sign = "", whole = "", fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?s$/.exec(value) ?? [];
    const nanos = BigInt(whole + fraction.padEnd(9, "0"));
    return new Duration(sign === "-" ? -nanos : nanos);
  }
  const [, whole = "", fraction = ""] = /^(.*?)(?:\.(\d+))?Z$/.exec(value) ?? [];
  return new Timestamp(BigInt(Date.parse(`${whole}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, "0")));
}
