const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = `${label}(\\.${label})*`;
const serviceLabel = "[a-z]([-a-z0-9]*[a-z0-9])?";

/** What Kubernetes has against a name for an object of a kind. */
export function nameFaults(kind: string, name: string): readonly string[] {
  switch (kind.toLowerCase()) {
    case "service":
      return faultsOf(name, { pattern: serviceLabel, maxLength: 63, text: serviceText });
    case "namespace":
      if (name.includes(".")) return ["must not contain dots"];
      return faultsOf(name, { pattern: label, maxLength: 63, text: labelText });
    case "role":
    case "clusterrole":
    case "rolebinding":
    case "clusterrolebinding":
      return segmentFaults(name);
    case "certificatesigningrequest":
      return [];
    default:
      return faultsOf(name, { pattern: subdomain, maxLength: 253, text: subdomainText });
  }
}

const serviceText =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an " +
  `alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '${serviceLabel}')`;
const labelText =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric " +
  `character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`;
const subdomainText =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an " +
  `alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`;

interface NameRule {
  readonly pattern: string;
  readonly maxLength: number;
  readonly text: string;
}

function faultsOf(name: string, { pattern, maxLength, text }: NameRule): readonly string[] {
  const faults = name.length > maxLength ? [`must be no more than ${maxLength} characters`] : [];
  return new RegExp(`^${pattern}$`).test(name) ? faults : [...faults, text];
}

function segmentFaults(name: string): readonly string[] {
  if (name === "." || name === "..") return [`may not be '${name}'`];
  return ["/", "%"]
    .filter((character) => name.includes(character))
    .map((character) => `may not contain '${character}'`);
}
