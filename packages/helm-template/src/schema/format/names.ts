import { quoted } from "../print.ts";

export function jsonPointerFault(text: string): string | undefined {
  if (text === "") return undefined;
  if (!text.startsWith("/")) return "not starting with /";
  return /~(?![01])/.test(text) ? "~ must be followed by 0 or 1" : undefined;
}

export function relativePointerFault(text: string): string | undefined {
  const digits = /^[0-9]*/.exec(text)?.[0] ?? "";
  if (digits === "") return "must start with non-negative integer";
  if (digits.length > 1 && digits.startsWith("0")) return "starts with zero";
  const rest = text.slice(digits.length);
  return rest === "#" ? undefined : jsonPointerFault(rest);
}

const uuidGroups = [8, 4, 4, 4, 12];

export function uuidFault(text: string): string | undefined {
  const groups = text.split("-");
  if (groups.length !== uuidGroups.length) return "must have 5 elements";
  for (const [index, group] of groups.entries()) {
    const length = uuidGroups[index];
    if (group.length !== length) return `element ${index + 1} must be ${length} characters long`;
    const wrong = Array.from(group).find((character) => !/[0-9A-Fa-f]/.test(character));
    if (wrong !== undefined) return `non-hex character ${quoted(wrong)}`;
  }
  return undefined;
}

export function semverFault(text: string): string | undefined {
  const plus = text.indexOf("+");
  const build = plus < 0 ? undefined : text.slice(plus + 1);
  const beforeBuild = plus < 0 ? text : text.slice(0, plus);
  if (build === "") return "build is empty";
  const hyphen = beforeBuild.indexOf("-");
  const prerelease = hyphen < 0 ? undefined : beforeBuild.slice(hyphen + 1);
  const core = hyphen < 0 ? beforeBuild : beforeBuild.slice(0, hyphen);
  return (
    coreFault(core) ?? identifiersFault(prerelease, "pre-release", true) ?? identifiersFault(build, "build", false)
  );
}

function coreFault(core: string): string | undefined {
  const numbers = core.split(".");
  if (numbers.length !== 3) return "versionCore must have 3 numbers separated by dot";
  for (const [index, number] of numbers.entries()) {
    const name = ["major", "minor", "patch"][index];
    if (number === "") return `${name} is empty`;
    if (/[^0-9]/.test(number)) return `${name} contains non-digit`;
    if (number.length > 1 && number.startsWith("0")) return `${name} starts with zero`;
  }
  return undefined;
}

function identifiersFault(text: string | undefined, what: string, isOrdered: boolean): string | undefined {
  if (text === undefined) return undefined;
  for (const identifier of text.split(".")) {
    if (identifier === "") return `${what} identifier is empty`;
    const wrong = Array.from(identifier).find((character) => !/[A-Za-z0-9-]/.test(character));
    if (wrong !== undefined) return `invalid character ${quoted(wrong)} in ${what} identifier`;
    if (isOrdered && /^0[0-9]+$/.test(identifier)) return `${what} numeric identifier starts with zero`;
  }
  return undefined;
}
