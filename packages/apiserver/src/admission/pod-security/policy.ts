import type { KubeObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { invalid } from "@flux-ts/kube-schema";

/** What is asked of Pods: https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export type Level = "privileged" | "baseline" | "restricted";

/** A level as it was in a version of Kubernetes. */
export interface Policy {
  readonly level: Level;
  /** The minor version; `latest` is newer than all. */
  readonly minor: number;
  /** As the label has it. */
  readonly version: string;
}

/** What happens to Pods that do not comply: they are refused, or their makers warned. */
export type Mode = "enforce" | "warn";

const levels: readonly string[] = ["privileged", "baseline", "restricted"] satisfies readonly Level[];
const versionPattern = /^v1\.(0|[1-9][0-9]*)$/;
const prefix = "pod-security.kubernetes.io/";

/** The policy of a namespace. Where nothing says when to warn, it is of what would be refused. */
export function policyOf({ metadata: { labels = {} } }: KubeObject, mode: Mode): Policy {
  const told = labels[prefix + mode] === undefined ? "enforce" : mode;
  const level = labels[prefix + told] ?? "";
  const version = labels[`${prefix}${told}-version`] ?? "latest";
  return {
    level: levels.includes(level) ? (level as Level) : "privileged",
    minor: Number(versionPattern.exec(version)?.[1] ?? Number.POSITIVE_INFINITY),
    version,
  };
}

/** As messages name it. */
export function nameOf({ level, version }: Policy): string {
  return `"${level}:${version}"`;
}

/** What is wrong with the labels of a namespace. */
export function checkLabels({ metadata: { labels = {} } }: KubeObject): readonly FieldCause[] {
  return ["enforce", "audit", "warn"].flatMap((mode) => [
    ...checkLabel(labels, mode, (value) =>
      levels.includes(value) ? undefined : `must be one of ${levels.join(", ")}`,
    ),
    ...checkLabel(labels, `${mode}-version`, (value) =>
      value === "latest" || versionPattern.test(value) ? undefined : 'must be "latest" or "v1.x"',
    ),
  ]);
}

function checkLabel(
  labels: { readonly [name: string]: string },
  name: string,
  problemOf: (value: string) => string | undefined,
): readonly FieldCause[] {
  const label = prefix + name;
  const value = labels[label];
  const problem = value === undefined ? undefined : problemOf(value);
  return value === undefined || problem === undefined ? [] : [invalid(`metadata.labels[${label}]`, value, problem)];
}
