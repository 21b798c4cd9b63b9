const label = "[a-z]([-a-z0-9]*[a-z0-9])?";
const subdomain = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
const labelSyntax = new RegExp(`^${label}$`);
const subdomainSyntax = new RegExp(`^${subdomain}$`);

const labelRule =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, " +
  `and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '${label}')`;
const subdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and " +
  `end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`;

/** Why a name is not a DNS label in the sense of RFC 1035; undefined when it is one. */
export function dnsLabelProblem(name: string): string | undefined {
  const tooLong = name.length > 63 ? ["must be no more than 63 characters"] : [];
  const malformed = labelSyntax.test(name) ? [] : [labelRule];
  const problems = [...tooLong, ...malformed];
  return problems.length === 0 ? undefined : problems.join(",");
}

/** The same for kinds, whose case is free. */
export function kindProblem(kind: string): string | undefined {
  const problem = dnsLabelProblem(kind.toLowerCase());
  return problem && `may have mixed case, but should otherwise match: ${problem}`;
}

export function subdomainProblem(name: string): string | undefined {
  if (name.length > 253) return "must be no more than 253 characters";
  return subdomainSyntax.test(name) ? undefined : subdomainRule;
}
