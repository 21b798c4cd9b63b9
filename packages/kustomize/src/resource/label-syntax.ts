/** What may stand in a label's key and value, with the texts in which Kubernetes refuses the rest. */
const maxLength = 63;
const maxPrefixLength = 253;

const name = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

const characters =
  "consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const nameRule = `must ${characters} (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`;
const valueRule = `a valid label must be an empty string or ${characters} (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`;
const subdomainRule =
  "a DNS-1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const tooLong = (max: number): string => `must be no more than ${max} characters`;

/** What is wrong with the key of a label, if anything. */
export function labelKeyFault(key: string): string | undefined {
  const faults = keyFaults(key);
  return faults.length === 0 ? undefined : `invalid label key "${key}": ${faults.join("; ")}`;
}

function keyFaults(key: string): readonly string[] {
  const parts = key.split("/");
  const [last = ""] = parts.slice(-1);
  switch (parts.length) {
    case 1:
      return nameFaults(last);
    case 2:
      return [...prefixFaults(parts[0] ?? ""), ...nameFaults(last)];
    default:
      return [`a qualified name ${nameRule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
}

function prefixFaults(prefix: string): readonly string[] {
  if (prefix === "") return ["prefix part must be non-empty"];
  return [
    ...(prefix.length > maxPrefixLength ? [`prefix part ${tooLong(maxPrefixLength)}`] : []),
    ...(subdomain.test(prefix) ? [] : [`prefix part ${subdomainRule}`]),
  ];
}

function nameFaults(text: string): readonly string[] {
  return [
    ...(text === "" ? ["name part must be non-empty"] : []),
    ...(text.length > maxLength ? [`name part ${tooLong(maxLength)}`] : []),
    ...(name.test(text) ? [] : [`name part ${nameRule}`]),
  ];
}

/** What is wrong with the value of a label, if anything. */
export function labelValueFault(key: string, value: string): string | undefined {
  const faults = [
    ...(value.length > maxLength ? [tooLong(maxLength)] : []),
    ...(value === "" || name.test(value) ? [] : [valueRule]),
  ];
  return faults.length === 0 ? undefined : `invalid label value: "${value}": at key: "${key}": ${faults.join("; ")}`;
}
