/** Go's layouts: an example of the reference time, `Mon Jan 2 15:04:05 MST 2006`, piece by piece. */
export type LayoutPiece = { readonly literal: string } | { readonly field: LayoutField; readonly text: string };

export type LayoutField =
  | "longMonth"
  | "month"
  | "numMonth"
  | "zeroMonth"
  | "longWeekday"
  | "weekday"
  | "day"
  | "underDay"
  | "zeroDay"
  | "underYearDay"
  | "zeroYearDay"
  | "hour"
  | "hour12"
  | "zeroHour12"
  | "minute"
  | "zeroMinute"
  | "second"
  | "zeroSecond"
  | "longYear"
  | "year"
  | "PM"
  | "pm"
  | "zone"
  | "offset"
  | "fraction";

// In the order in which they are tried where several begin alike.
const fields: readonly (readonly [RegExp, LayoutField])[] = [
  [/January/y, "longMonth"],
  [/Jan(?![a-z])/y, "month"],
  [/Monday/y, "longWeekday"],
  [/Mon(?![a-z])/y, "weekday"],
  [/MST/y, "zone"],
  [/002/y, "zeroYearDay"],
  [/01/y, "zeroMonth"],
  [/02/y, "zeroDay"],
  [/03/y, "zeroHour12"],
  [/04/y, "zeroMinute"],
  [/05/y, "zeroSecond"],
  [/06/y, "year"],
  [/15/y, "hour"],
  [/1/y, "numMonth"],
  [/2006/y, "longYear"],
  [/2/y, "day"],
  [/__2/y, "underYearDay"],
  [/_(?=2006)/y, "longYear"],
  [/_2/y, "underDay"],
  [/3/y, "hour12"],
  [/4/y, "minute"],
  [/5/y, "second"],
  [/PM/y, "PM"],
  [/pm/y, "pm"],
  [/[-Z]07:00:00|[-Z]07:00|[-Z]070000|[-Z]0700|[-Z]07/y, "offset"],
  [/[.,](?:0+|9+)(?!\d)/y, "fraction"],
];

const starts = /[JM01234P5p_\-Z.,]/g;

/** Cuts a layout into its fields and what stands between them. */
export function parseLayout(layout: string): readonly LayoutPiece[] {
  const pieces: LayoutPiece[] = [];
  let literal = 0;
  starts.lastIndex = 0;
  for (let start = starts.exec(layout); start !== null; start = starts.exec(layout)) {
    const found = fieldAt(layout, start.index);
    if (found === undefined) continue;
    const at = found.text === "_" ? start.index + 1 : start.index;
    if (at > literal) pieces.push({ literal: layout.slice(literal, at) });
    const text = found.text === "_" ? "2006" : found.text;
    pieces.push({ field: found.field, text });
    literal = at + text.length;
    starts.lastIndex = literal;
  }
  if (literal < layout.length) pieces.push({ literal: layout.slice(literal) });
  return pieces;
}

function fieldAt(layout: string, at: number): { field: LayoutField; text: string } | undefined {
  for (const [pattern, field] of fields) {
    pattern.lastIndex = at;
    const text = pattern.exec(layout)?.[0];
    if (text !== undefined) return { field, text };
  }
  return undefined;
}

export const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

export const dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
