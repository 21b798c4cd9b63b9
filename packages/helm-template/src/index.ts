/** Helm charts without Helm: load, set values, render, lint and package. @module */
export type { ArchiveLimits } from "./archive/limits.ts";
export { ChartCache } from "./archive/chart-cache.ts";
export type { ChartCacheOptions } from "./archive/chart-cache.ts";
export { unpackChart, unpackChartFolder } from "./archive/load-archive.ts";
export { readChartArchive } from "./archive/read-archive.ts";
export { writeChartArchive } from "./archive/write-archive.ts";

export { loadChart, loadChartArchive, loadChartFiles } from "./chart/load.ts";
export type { LoadOptions } from "./chart/load.ts";
export type { Chart, ChartFile, ChartLock } from "./chart/chart.ts";
export type { ChartMetadata, Dependency, Maintainer } from "./chart/metadata.ts";

export { packageChart } from "./chart/package.ts";
export type { ChartPackage, PackageOptions } from "./chart/package.ts";
export { readChartFolder } from "./chart/tree.ts";

export { HelmError } from "./errors.ts";
export type { HelmErrorCode, HelmErrorOptions } from "./errors.ts";

export { explainValues } from "./explain/explain.ts";
export type { ValueHint } from "./explain/explain.ts";
export type { ValuesFile } from "./explain/locate.ts";

export { helmFunctions } from "./functions/index.ts";

export { lintChart } from "./lint/lint.ts";
export type { LintOptions } from "./lint/lint.ts";
export { formatMessages } from "./lint/message.ts";
export type { LintMessage, Severity } from "./lint/message.ts";

export type { CryptoPort, Digest, KeyKind, Ports, ScryptOptions } from "./ports.ts";

export { offlineCapabilities } from "./render/capabilities.ts";
export type { Capabilities } from "./render/capabilities.ts";
export type { ReleaseIdentity } from "./render/context.ts";

export { verifyProvenance } from "./provenance/verify.ts";
export type { Provenance, ProvenanceOptions } from "./provenance/verify.ts";

export { rewordError } from "./reword.ts";

export type { Hook, HookEvent } from "./release/hook.ts";
export { renderReleaseWithLookups } from "./release/lookups.ts";
export type { LookupQuery, Sources } from "./release/lookups.ts";
export { formatRelease } from "./release/output.ts";
export type { OutputOptions } from "./release/output.ts";
export { renderRelease } from "./release/render-release.ts";
export type { RenderedRelease, RenderOptions } from "./release/render-release.ts";

export { readIndex } from "./repository/read-index.ts";
export type { ChartVersion, IndexOptions, RepositoryIndex } from "./repository/read-index.ts";
export { selectVersion } from "./repository/select-version.ts";

export type { ReadSchema } from "./schema/load.ts";

export { readValues } from "./values/read-values.ts";
export type { ValueSources } from "./values/read-values.ts";
export type { Warn } from "./values/coalesce.ts";
