import type { SourcePosition } from "@flux-ts/base";

/**
 * Why a chart could not be loaded, rendered or installed.
 *
 * - `chart`: its files are no chart, or its metadata is not valid.
 * - `dependencies`: charts that Chart.yaml asks for are missing, or do not fit the values.
 * - `values`: a file or a `--set` text is not valid.
 * - `schema`: the values do not meet values.schema.json.
 * - `kube-version`: the chart asks for another Kubernetes.
 * - `release`: the name of the release is not valid.
 * - `template`: a template does not parse, or failed.
 * - `manifest`: what was rendered is not YAML, or no object.
 * - `provenance`: the signature of an archive does not hold.
 * - `repository`: an index file is not valid, or has no such chart.
 */
export type HelmErrorCode =
  | "chart"
  | "dependencies"
  | "values"
  | "schema"
  | "kube-version"
  | "release"
  | "template"
  | "manifest"
  | "provenance"
  | "repository";

export interface HelmErrorOptions {
  readonly cause?: unknown;
  /** Where in the chart, or in the rendered text of a template, the fault is. */
  readonly position?: SourcePosition;
  /** Each fault, where the message names several. */
  readonly details?: readonly string[];
}

/** The message is the one Helm prints behind `Error: `. */
export class HelmError extends Error {
  override readonly name = "HelmError";
  readonly code: HelmErrorCode;
  readonly position: SourcePosition | undefined;
  readonly details: readonly string[];

  constructor(code: HelmErrorCode, message: string, { cause, position, details = [] }: HelmErrorOptions = {}) {
    super(message, { cause });
    this.code = code;
    this.position = position;
    this.details = details;
  }
}
