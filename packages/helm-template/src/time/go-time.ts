import { goType } from "@flux-ts/go-template";
import type { GoType, Typed } from "@flux-ts/go-template";
import { formatTime } from "./format.ts";
import { timeMethods } from "./methods.ts";
import { utc } from "./zone.ts";
import type { Zone } from "./zone.ts";

const timeType: GoType = {
  name: "time.Time",
  kind: "struct",
  print: (value) => (value as GoTime).toString(),
  get methods() {
    return timeMethods;
  },
};

const nanosPerSecond = 1_000_000_000n;
/** Seconds from Go's zero time, the first day of year 1, to 1970. */
const zeroSeconds = -62_135_596_800;

/** What a clock shows. */
export interface ClockFields {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  /** From 0, which is Sunday. */
  readonly weekday: number;
  readonly yearDay: number;
}

/** A moment in a time zone, as Go's `time.Time`. */
export class GoTime implements Typed {
  /** Nanoseconds since 1970. */
  readonly nanos: bigint;
  readonly zone: Zone;

  constructor(nanos: bigint, zone: Zone) {
    this.nanos = nanos;
    this.zone = zone;
  }

  static ofSeconds(seconds: bigint, zone: Zone): GoTime {
    return new GoTime(seconds * nanosPerSecond, zone);
  }

  static ofMillis(millis: number, zone: Zone): GoTime {
    return new GoTime(BigInt(Math.trunc(millis)) * 1_000_000n, zone);
  }

  /** The zero time, which is what failed parsing gives. */
  static zero(): GoTime {
    return GoTime.ofSeconds(BigInt(zeroSeconds), utc);
  }

  get [goType](): GoType {
    return timeType;
  }

  get seconds(): bigint {
    const seconds = this.nanos / nanosPerSecond;
    return this.nanos % nanosPerSecond < 0n ? seconds - 1n : seconds;
  }

  get offset(): number {
    return this.zone.offsetAt(Number(this.seconds));
  }

  get abbreviation(): string {
    return this.zone.abbreviationAt(Number(this.seconds));
  }

  get fields(): ClockFields {
    const seconds = Number(this.seconds) + this.offset;
    const date = new Date(seconds * 1000);
    const year = date.getUTCFullYear();
    const newYear = new Date(0);
    newYear.setUTCFullYear(year, 0, 1);
    return {
      year,
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
      nanosecond: Number(this.nanos - this.seconds * nanosPerSecond),
      weekday: date.getUTCDay(),
      yearDay: Math.floor((seconds * 1000 - newYear.getTime()) / 86_400_000) + 1,
    };
  }

  in(zone: Zone): GoTime {
    return new GoTime(this.nanos, zone);
  }

  plus(nanos: bigint): GoTime {
    return new GoTime(this.nanos + nanos, this.zone);
  }

  get isZero(): boolean {
    return this.nanos === GoTime.zero().nanos;
  }

  format(layout: string): string {
    return formatTime(this, layout);
  }

  toString(): string {
    return this.format("2006-01-02 15:04:05.999999999 -0700 MST");
  }

  toJson(): string {
    return this.format("2006-01-02T15:04:05.999999999Z07:00");
  }
}
