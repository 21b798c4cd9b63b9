import type { JsonObject, KubeObject } from "@flux-ts/base";

/** What a simulated object becomes: it works, it fails, or it never gets anywhere. */
export type Fate = "ready" | "failed" | "never";

/** What becomes of an object, and when. */
export interface Wish {
  readonly fate: Fate;
  /** Milliseconds until it is ready, or has failed. */
  readonly delayMs: number;
  /** Why containers do not run, as `kubectl get pods` shows it. */
  readonly reason: string;
  /** Milliseconds of readiness, and then of unreadiness, by turns; 0 for none. */
  readonly flapMs: number;
}

/** Conditions that custom resources of a kind get. */
export interface ReadinessRule {
  /** Every version of the group. */
  readonly group: string;
  readonly kind: string;
  /** Types of the conditions that become true, or false where the object is to fail. */
  readonly conditions: readonly string[];
  /** Further fields of the status of an object that is ready. */
  readonly status?: JsonObject;
}

export interface SimulationOptions {
  /** What becomes of objects that do not say it. @default ready, at once */
  readonly wish?: Partial<Wish>;
  /** Custom resources that become ready. Those of cert-manager are known. */
  readonly rules?: readonly ReadinessRule[];
}

/**
 * Annotations by which an object says what becomes of it. Workloads say it for their Pods, by their own annotations or
 * those of their template, which come first.
 */
export const annotations = {
  /** `ready`, `failed` or `never`. */
  fate: "simulation.flux-ts.dev/fate",
  /** Milliseconds until it becomes so. */
  delay: "simulation.flux-ts.dev/delay-ms",
  /** Such as `ImagePullBackOff`. */
  reason: "simulation.flux-ts.dev/reason",
  flap: "simulation.flux-ts.dev/flap-ms",
  /** What the log of a Pod's containers is. */
  log: "simulation.flux-ts.dev/log",
  /** On a custom resource or its definition: conditions that become true, with commas between them. */
  conditions: "simulation.flux-ts.dev/conditions",
} as const;

export const defaultWish: Wish = { fate: "ready", delayMs: 0, reason: "CrashLoopBackOff", flapMs: 0 };

/** What the first of the objects that says something about it wants, else the preset. */
export function wishOf(objects: readonly (KubeObject | undefined)[], preset: Wish): Wish {
  const said = (name: string): string | undefined =>
    objects.map((object) => object?.metadata.annotations?.[name]).find((text) => text !== undefined);
  const fate = said(annotations.fate);
  return {
    fate: fate === "ready" || fate === "failed" || fate === "never" ? fate : preset.fate,
    delayMs: milliseconds(said(annotations.delay)) ?? preset.delayMs,
    reason: said(annotations.reason) ?? preset.reason,
    flapMs: milliseconds(said(annotations.flap)) ?? preset.flapMs,
  };
}

function milliseconds(text: string | undefined): number | undefined {
  const value = Number(text ?? Number.NaN);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
