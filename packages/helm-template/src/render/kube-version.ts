import { HelmError } from "../errors.ts";
import { quote } from "../quote.ts";

/** A version of Kubernetes: distributions put more behind the numbers than a semantic version may have. */
export interface KubeVersion {
  /** Decimal digits, without zeros in front. */
  readonly major: string;
  readonly minor: string;
  /** The numbers alone, behind a `v`. */
  readonly short: string;
}

const maxNumber = 2n ** 64n - 1n;

/**
 * Reads a version as Kubernetes does: two numbers or more, and whatever follows them.
 *
 * @throws HelmError
 */
export function parseKubeVersion(text: string): KubeVersion {
  const [, numbers] = /^v?([0-9]+(?:\.[0-9]+)*).*$/.exec(text) ?? [];
  if (numbers === undefined) throw notAVersion(text, `could not parse ${quote(text)} as version`);
  const parts = numbers.split(".");
  const [first = "", second] = parts;
  if (second === undefined) throw notAVersion(text, `illegal version string ${quote(text)}`);
  if (/^0[0-9]/.test(first)) {
    throw notAVersion(text, `illegal zero-prefixed version component ${quote(first)} in ${quote(text)}`);
  }
  const large = parts.find((part) => BigInt(part) > maxNumber);
  if (large !== undefined) {
    const reason = `strconv.ParseUint: parsing ${quote(large)}: value out of range`;
    throw notAVersion(text, `illegal non-numeric version component ${quote(large)} in ${quote(text)}: ${reason}`);
  }
  const [major = "", minor = "", ...rest] = parts.map((part) => BigInt(part).toString());
  return { major, minor, short: `v${[major, minor, ...rest].join(".")}` };
}

function notAVersion(text: string, reason: string): HelmError {
  return new HelmError("kube-version", `invalid kube version '${text}': ${reason}`);
}
