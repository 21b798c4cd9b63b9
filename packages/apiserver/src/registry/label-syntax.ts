import { checkSubdomain } from "./names.ts";

const namePart = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const longestPart = 63;

/** Errors of a key of labels and annotations, and of a finalizer: `name` or `prefix/name`. */
export function checkQualifiedName(key: string): readonly string[] {
  const parts = key.split("/");
  if (parts.length > 2)
    return [
      `a valid label key ${qualifiedRule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  const name = parts.at(-1) as string;
  const errors = parts.length === 2 ? checkPrefix(parts[0] as string) : [];
  if (name === "") errors.push("name part must be non-empty");
  else if (name.length > longestPart) errors.push(`name part must be no more than ${longestPart} bytes`);
  if (!namePart.test(name)) errors.push(`name part ${qualifiedRule}`);
  return errors;
}

const qualifiedRule =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
  "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is " +
  "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

function checkPrefix(prefix: string): string[] {
  if (prefix === "") return ["prefix part must be non-empty"];
  return checkSubdomain(prefix).map((why) => `prefix part ${why}`);
}

/** Errors of the value of a label. */
export function checkLabelValue(value: string): readonly string[] {
  const errors = value.length > longestPart ? [`must be no more than ${longestPart} bytes`] : [];
  if (value === "" || namePart.test(value)) return errors;
  return [
    ...errors,
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and " +
      "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
      "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
  ];
}
