import { HelmError } from "../errors.ts";
import { quote } from "../quote.ts";

const format = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
const pattern = new RegExp(format);
const maxLength = 53;

/** @throws HelmError when no release can have this name */
export function checkReleaseName(name: string): void {
  if (name === "") throw nameFault("no name provided");
  if (name.length <= maxLength && pattern.test(name)) return;
  const rule = `must match regex ${format} and the length must not be longer than ${maxLength}`;
  throw nameFault(`release name ${quote(name)}: invalid release name, ${rule}`);
}

function nameFault(text: string): HelmError {
  return new HelmError("release", `release name check failed: ${text}`);
}
