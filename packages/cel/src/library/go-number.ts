/** Prints a double as Go's `strconv.FormatFloat(value, 'g', -1, 64)`. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [mantissa = "", power = ""] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return plainDecimal(value, mantissa, exponent);
  const digits = String(Math.abs(exponent)).padStart(2, "0");
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${digits}`;
}

function plainDecimal(value: number, mantissa: string, exponent: number): string {
  const digits = mantissa.replace(/^-/, "").replace(".", "").length;
  return value.toFixed(Math.max(0, digits - 1 - exponent));
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const infinity = /^([+-]?)inf(?:inity)?$/i;

/** Reads a double as Go's `strconv.ParseFloat`; undefined when the text is none or too large. */
export function parseDouble(text: string): number | undefined {
  if (decimal.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  if (/^nan$/i.test(text)) return Number.NaN;
  const sign = infinity.exec(text)?.[1];
  if (sign === undefined) return undefined;
  return sign === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
