import { func, goType, int, param } from "@flux-ts/go-template";
import type { GoType, Typed, Value } from "@flux-ts/go-template";
import type { GoTime } from "./go-time.ts";
import { dayNames, monthNames } from "./layout.ts";
import { utc } from "./zone.ts";

type Methods = NonNullable<GoType["methods"]>;

/** A month or a day of the week: a number that prints as its name. */
class NamedNumber implements Typed {
  readonly [goType]: GoType;

  constructor(typeName: string, text: string) {
    this[goType] = { name: typeName, kind: "int", print: () => text };
  }
}

function part(read: (time: GoTime) => Value): Methods[string] {
  return (receiver) => func([], () => read(receiver as GoTime));
}

function comparison(isMatch: (left: bigint, right: bigint) => boolean): Methods[string] {
  return (receiver) =>
    func([param.any], (other) => isMatch((receiver as GoTime).nanos, (other as Partial<GoTime> | null)?.nanos ?? 0n));
}

/** What templates call on a time. */
export const timeMethods: Methods = {
  Year: part(({ fields }) => int(fields.year)),
  Month: part(({ fields }) => new NamedNumber("time.Month", monthNames[fields.month - 1] ?? "")),
  Day: part(({ fields }) => int(fields.day)),
  Hour: part(({ fields }) => int(fields.hour)),
  Minute: part(({ fields }) => int(fields.minute)),
  Second: part(({ fields }) => int(fields.second)),
  Nanosecond: part(({ fields }) => int(fields.nanosecond)),
  Weekday: part(({ fields }) => new NamedNumber("time.Weekday", dayNames[fields.weekday] ?? "")),
  YearDay: part(({ fields }) => int(fields.yearDay)),
  Unix: part(({ seconds }) => seconds),
  UnixMilli: part(({ nanos }) => nanos / 1_000_000n),
  UnixMicro: part(({ nanos }) => nanos / 1000n),
  UnixNano: part(({ nanos }) => nanos),
  IsZero: part(({ isZero }) => isZero),
  UTC: part((time) => time.in(utc)),
  String: part(String),
  Format: (receiver) => func([param.string], (layout) => (receiver as GoTime).format(layout)),
  Before: comparison((left, right) => left < right),
  After: comparison((left, right) => left > right),
  Equal: comparison((left, right) => left === right),
};
