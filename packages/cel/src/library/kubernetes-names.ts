/** The rules of names in Kubernetes, and its messages about them. */

interface NameRule {
  readonly pattern: string;
  readonly max: number;
  readonly unit: "characters" | "bytes";
  readonly message: string;
  readonly examples: readonly string[];
}

function check({ pattern, max, unit, message, examples }: NameRule): (text: string) => readonly string[] {
  const regex = new RegExp(`^${pattern}$`);
  const shown = examples.map((example) => `'${example}', `).join(" or ");
  const problem = `${message} (e.g. ${shown}regex used for validation is '${pattern}')`;
  return (text) => {
    const problems: string[] = [];
    if (new TextEncoder().encode(text).length > max) problems.push(`must be no more than ${max} ${unit}`);
    if (!regex.test(text)) problems.push(problem);
    return problems;
  };
}

const labelEnd = "[-a-z0-9]*[a-z0-9]";
const dnsLabel = `[a-z0-9](${labelEnd})?`;
const qualified = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const ends = "and must start and end with an alphanumeric character";

export const dns1123Label = check({
  pattern: dnsLabel,
  max: 63,
  unit: "characters",
  message: `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', ${ends}`,
  examples: ["my-name", "123-abc"],
});

export const dns1123Subdomain = check({
  pattern: `${dnsLabel}(\\.${dnsLabel})*`,
  max: 253,
  unit: "characters",
  message: `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', ${ends}`,
  examples: ["example.com"],
});

export const dns1035Label = check({
  pattern: `[a-z](${labelEnd})?`,
  max: 63,
  unit: "characters",
  message:
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  examples: ["my-name", "abc-123"],
});

export const labelValue = check({
  pattern: `(${qualified})?`,
  max: 63,
  unit: "bytes",
  message: `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', ${ends}`,
  examples: ["MyValue", "my_value", "12345"],
});

const nameExamples = ["MyName", "my.name", "123-abc"];

const namePart = check({
  pattern: qualified,
  max: 63,
  unit: "bytes",
  message: `name part must consist of alphanumeric characters, '-', '_' or '.', ${ends}`,
  examples: nameExamples,
});

const wholeName = check({
  pattern: qualified,
  max: Number.POSITIVE_INFINITY,
  unit: "bytes",
  message: `a valid label key must consist of alphanumeric characters, '-', '_' or '.', ${ends}`,
  examples: nameExamples,
});

/** A name that may have a subdomain before it: `example.com/name`. */
export function qualifiedName(text: string): readonly string[] {
  const parts = text.split("/");
  if (parts.length > 2) {
    const [problem = ""] = wholeName("/");
    return [`${problem} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const name = parts.at(-1) ?? "";
  const empty = name === "" ? ["name part must be non-empty"] : [];
  return [...(parts.length === 2 ? prefixProblems(parts[0] ?? "") : []), ...empty, ...namePart(name)];
}

function prefixProblems(prefix: string): readonly string[] {
  if (prefix === "") return ["prefix part must be non-empty"];
  return dns1123Subdomain(prefix).map((problem) => `prefix part ${problem}`);
}

/** A prefix of a name may end with a dash: what is generated follows it. */
export function withoutTrailingDash(text: string): string {
  return text.length > 1 && text.endsWith("-") ? `${text.slice(0, -2)}a` : text;
}
