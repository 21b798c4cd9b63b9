import { getOwn } from "@flux-ts/base";
import type { Manifest } from "./manifest.ts";

const events = {
  "pre-install": "pre-install",
  "post-install": "post-install",
  "pre-delete": "pre-delete",
  "post-delete": "post-delete",
  "pre-upgrade": "pre-upgrade",
  "post-upgrade": "post-upgrade",
  "pre-rollback": "pre-rollback",
  "post-rollback": "post-rollback",
  test: "test",
  "test-success": "test",
} as const;

/** When a hook runs. */
export type HookEvent = (typeof events)[keyof typeof events];

/** An object that is created at an event of the release, not with it. */
export interface Hook {
  readonly name: string;
  readonly kind: string;
  /** The template it comes from. */
  readonly path: string;
  readonly manifest: string;
  readonly events: readonly HookEvent[];
  /** Hooks of one event run from the lowest weight to the highest. */
  readonly weight: number;
  /** `before-hook-creation`, `hook-succeeded`, `hook-failed` */
  readonly deletePolicies: readonly string[];
  /** `hook-succeeded`, `hook-failed` */
  readonly outputLogPolicies: readonly string[];
}

/** The hook that a manifest with the annotation is; none when it asks for an event that there is not. */
export function toHook({ name, kind, path, content, annotations }: Manifest): readonly Hook[] {
  const asked = listOf(annotations, "helm.sh/hook").map((event) => getOwn<HookEvent>(events, event));
  const known = asked.filter((event) => event !== undefined);
  if (known.length < asked.length || asked.length === 0) return [];
  const weight = annotations["helm.sh/hook-weight"] ?? "";
  return [
    {
      name,
      kind,
      path,
      manifest: content,
      events: known,
      weight: /^[-+]?[0-9]+$/.test(weight) ? Number(weight) : 0,
      deletePolicies: listOf(annotations, "helm.sh/hook-delete-policy"),
      outputLogPolicies: listOf(annotations, "helm.sh/hook-output-log-policy"),
    },
  ];
}

function listOf(annotations: Manifest["annotations"], key: string): readonly string[] {
  const written = getOwn(annotations, key);
  return written === undefined ? [] : written.split(",").map((item) => item.trim().toLowerCase());
}
