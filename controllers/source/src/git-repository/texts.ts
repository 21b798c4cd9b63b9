// Conditions, reasons and messages as upstream's source-controller writes them: users and programs match on them.

export const conditionTypes = {
  artifactInStorage: "ArtifactInStorage",
  artifactOutdated: "ArtifactOutdated",
  fetchFailed: "FetchFailed",
  includeUnavailable: "IncludeUnavailable",
  sourceVerified: "SourceVerified",
  storageOperationFailed: "StorageOperationFailed",
} as const;

export const reasons = {
  succeeded: "Succeeded",
  newRevision: "NewRevision",
  includeChange: "IncludeChange",
  newArtifact: "NewArtifact",
  authenticationFailed: "AuthenticationFailed",
  gitOperationFailed: "GitOperationFailed",
  emptyRepository: "EmptyGitRepository",
  urlInvalid: "URLInvalid",
  invalidProvider: "InvalidProviderConfiguration",
  verificationError: "VerificationError",
  notFound: "NotFound",
  noArtifact: "NoArtifact",
  archiveFailed: "ArchiveOperationFailed",
  copyFailure: "CopyFailure",
  verificationFailed: "ArtifactVerificationFailed",
  garbageSucceeded: "GarbageCollectionSucceeded",
  garbageFailed: "GarbageCollectionFailed",
} as const;

export const texts = {
  inProgress: "reconciliation in progress",
  newGeneration: (observed: number, generation: number): string =>
    `processing object: new generation ${observed} -> ${generation}`,
  building: (why?: string): string => (why === undefined ? "building artifact" : `building artifact: ${why}`),
  disappeared: "disappeared from storage",
  newRevision: (revision: string): string => `new upstream revision '${revision}'`,
  includesDiffer: "included artifacts differ from last observed includes",
  stored: (revision: string): string => `stored artifact for revision '${revision}'`,
  storedCommit: (subject: string): string => `stored artifact for commit '${subject}'`,
  corrupt: (cause: string): string => `failed to verify integrity of artifact: ${cause}`,
  digestDiffers: (digest: string): string => `computed digest doesn't match '${digest}'`,
  checkoutFailed: (cause: string): string => `failed to checkout and determine revision: ${cause}`,
  // The blank before the colon is upstream's.
  sparseFailed: (cause: string): string => `failed to sparse checkout directories : ${cause}`,
  archiveFailed: (cause: string): string => `unable to archive artifact to storage: ${cause}`,
  secretMissing: (key: string, cause: string): string => `failed to get secret '${key}': ${cause}`,
  secretNotFound: (name: string): string => `secrets "${name}" not found`,
  authenticationFailed: (cause: string): string => `failed to configure authentication options: ${cause}`,
  passwordWithoutUser: (scheme: string): string =>
    `invalid '${scheme}' auth option: 'password' requires 'username' to be set`,
  proxyFailed: (cause: string): string => `failed to configure proxy options: ${cause}`,
  githubSecret: (key: string): string => `secretRef '${key}' has github app data but provider is not set to github`,
  includeMissing: (name: string): string =>
    `could not get resource for include '${name}': GitRepository.source.toolkit.fluxcd.io "${name}" not found`,
  includeWithoutArtifact: (name: string): string => `no artifact available for include '${name}'`,
  includeFailed: (name: string, from: string, to: string, cause: string): string =>
    `failed to copy '${name}' include from ${from} to ${to}: ${cause}`,
  collected: (count: number): string => `garbage collected ${count} artifacts`,
  collectedAll: "garbage collected artifacts for deleted resource",
  collectFailed: (cause: string): string => `garbage collection for deleted resource failed: ${cause}`,
};
