/** A finite double as Go prints it with the fewest digits: with an exponent under 1e-4 and from 1e6 on. */
export function formatFloat(value: number): string {
  if (Object.is(value, -0)) return "-0";
  const [mantissa = "", exponent = ""] = value.toExponential().split("e");
  const power = Number(exponent);
  if (value === 0 || (power >= -4 && power < 6)) return String(value);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
