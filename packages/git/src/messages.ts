// Texts that users know from upstream.

export const messages = {
  unableToClone: (url: string, cause: string): string => `unable to clone '${url}': ${cause}`,
  referenceMissing: (name: string): string => `couldn't find remote ref "${name}"`,
  referenceUnresolved: (name: string): string => `unable to resolve ref '${name}' to a specific commit`,
  noVersionMatches: (range: string): string => `no match found for semver: ${range}`,
  invalidRange: (cause: string): string => `semver parse error: ${cause}`,
  emptyRepository: "git repository is empty",
};
