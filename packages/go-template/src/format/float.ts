/** How Go's `strconv` writes floats. */

export type FloatVerb = "e" | "f" | "g";

/** Below this exponent, and from as many digits as asked for (this many for the shortest form), `g` writes an exponent. */
const smallestPlainExponent = -4;
const plainDigits = 6;

/** Writes a float: `precision` digits, or as few as tell the value from its neighbours. */
export function formatFloat(value: number, verb: FloatVerb = "g", precision?: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  return sign + formatPositive(Math.abs(value), verb, precision);
}

function formatPositive(value: number, verb: FloatVerb, precision: number | undefined): string {
  switch (verb) {
    case "e":
      return withGoExponent(precision === undefined ? value.toExponential() : roundExponential(value, precision));
    case "f":
      return precision === undefined ? shortestPlain(value) : roundFixed(value, precision);
    case "g":
      return precision === undefined ? shortestGeneral(value) : general(value, Math.max(precision, 1));
  }
}

function shortestGeneral(value: number): string {
  const isPlain = value === 0 || (value >= 10 ** smallestPlainExponent && value < 10 ** plainDigits);
  return isPlain ? shortestPlain(value) : withGoExponent(value.toExponential());
}

/** Never with an exponent. */
function shortestPlain(value: number): string {
  const text = String(value);
  if (!text.includes("e")) return text;
  const [mantissa = "", exponent = "0"] = text.split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `0.${"0".repeat(-point)}${digits}`;
  return digits.padEnd(point, "0");
}

function general(value: number, precision: number): string {
  const text = roundExponential(value, precision - 1);
  const exponent = Number(text.slice(text.indexOf("e") + 1));
  const [mantissa = ""] = text.split("e");
  const digits = mantissa.replace(".", "").replace(/0+$/, "");
  if (exponent < smallestPlainExponent || exponent >= precision) {
    const rest = digits.slice(1);
    return withGoExponent(`${digits.charAt(0) || "0"}${rest === "" ? "" : `.${rest}`}e${exponent}`);
  }
  return trimFraction(roundFixed(value, Math.max(precision - 1 - exponent, 0)));
}

function trimFraction(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** Exponents have a sign and two digits at least. */
function withGoExponent(text: string): string {
  const [mantissa = "", exponent = "0"] = text.split("e");
  const sign = exponent.startsWith("-") ? "-" : "+";
  return `${mantissa}e${sign}${exponent.replace(/^[+-]/, "").padStart(2, "0")}`;
}

/** The most digits that JavaScript writes behind the point. */
const maxDigits = 100;

/** JavaScript rounds ties away from zero, Go to the even digit. */
function roundFixed(value: number, precision: number): string {
  const digits = Math.min(precision, maxDigits);
  if (value >= 1e21) return BigInt(value).toString() + (precision === 0 ? "" : `.${"0".repeat(precision)}`);
  const exact = value.toFixed(Math.min(maxDigits, digits + 40));
  const point = exact.indexOf(".");
  const cut = exact.slice(0, point + (digits === 0 ? 0 : digits + 1));
  const rounded = isTieToEven(cut, exact.slice(point + 1 + digits)) ? cut : value.toFixed(digits);
  return rounded + "0".repeat(precision - digits);
}

function roundExponential(value: number, precision: number): string {
  const digits = Math.min(precision, maxDigits);
  const exact = value.toExponential(Math.min(maxDigits, digits + 40));
  const [mantissa = "", exponent = "0"] = exact.split("e");
  const cut = mantissa.slice(0, digits === 0 ? 1 : digits + 2);
  if (isTieToEven(cut, mantissa.slice(digits + 2))) return `${cut}e${exponent}`;
  return value.toExponential(digits);
}

function isTieToEven(cut: string, rest: string): boolean {
  return /^50*$/.test(rest) && "02468".includes(cut.at(-1) ?? "0");
}
