import { isJsonObject } from "@flux-ts/base";
import { conditionOf, conditionsOf } from "../fields.ts";
import type { Fields } from "../fields.ts";
import type { Readiness, ReadinessOptions } from "../readiness.ts";

const current = (message: string): Readiness => ({ status: "Current", message });
const inProgress = (message: string): Readiness => ({ status: "InProgress", message });
const failed = (message: string): Readiness => ({ status: "Failed", message });

/** A Job that runs is in progress: Flux waits for its completion, where plain kstatus would be content. */
export function checkJob(fields: Fields): Readiness {
  const status = (name: string): number => fields.number("status", name) ?? 0;
  const parallelism = fields.number("spec", "parallelism") ?? 1;
  const completions = fields.number("spec", "completions") ?? parallelism;
  const is = (type: string): boolean => conditionOf(fields, type)?.status === "True";
  if (is("Complete")) return current(`Job Completed. succeeded: ${status("succeeded")}/${completions}`);
  if (is("Failed")) return failed(`Job Failed. failed: ${status("failed")}/${completions}`);
  if (is("Suspended") && fields.boolean("spec", "suspend") === true) return current("Job is suspended");
  if (fields.string("status", "startTime") === undefined) return inProgress("Job not started");
  const counts = `success:${status("succeeded")}, active: ${status("active")}, failed: ${status("failed")}`;
  return inProgress(`Job in progress. ${counts}`);
}

export function checkPod(fields: Fields, { now }: ReadinessOptions): Readiness {
  const phase = fields.string("status", "phase") ?? "";
  switch (phase) {
    case "":
      return inProgress("Pod phase not available");
    case "Succeeded":
      return current("Pod has completed successfully");
    case "Failed":
      return current("Pod has completed, but not successfully");
    case "Pending":
      return checkPendingPod(fields, now);
    case "Running":
      return checkRunningPod(fields);
    default:
      return { status: "Unknown", message: `unknown phase ${phase}` };
  }
}

const scheduleWindowMs = 15_000;

function checkPendingPod(fields: Fields, now: number | undefined): Readiness {
  const scheduled = conditionOf(fields, "PodScheduled");
  if (scheduled?.status !== "False" || scheduled.reason !== "Unschedulable") {
    return inProgress("Pod is in the Pending phase");
  }
  const created = Date.parse(fields.object.metadata.creationTimestamp ?? "");
  const overdue = now !== undefined && now - created > scheduleWindowMs;
  return overdue ? failed("Pod could not be scheduled") : inProgress("Pod has not been scheduled");
}

function checkRunningPod(fields: Fields): Readiness {
  if (conditionOf(fields, "Ready")?.status === "True") return current("Pod is Ready");
  const crashing = fields.list("status", "containerStatuses").filter(isJsonObject).filter(isCrashLooping);
  if (crashing.length === 0) return inProgress("Pod is running but is not Ready");
  return failed(
    `Containers in CrashLoop state: ${crashing.map(({ name }) => (typeof name === "string" ? name : "")).join(",")}`,
  );
}

function isCrashLooping(container: { readonly [key: string]: unknown }): boolean {
  const state = container.state as { readonly waiting?: { readonly reason?: string } } | undefined;
  return state?.waiting?.reason === "CrashLoopBackOff";
}

export function checkVolumeClaim(fields: Fields): Readiness {
  const phase = fields.string("status", "phase") ?? "unknown";
  return phase === "Bound" ? current("PVC is Bound") : inProgress(`PVC is not Bound. phase: ${phase}`);
}

export function checkService(fields: Fields): Readiness {
  const balanced = fields.string("spec", "type") === "LoadBalancer";
  const address = fields.string("spec", "clusterIP") ?? "";
  if (balanced && address === "") return inProgress("ClusterIP not set. Service type: LoadBalancer");
  return current("Service is ready");
}

/** Once its controller has seen the newest generation, a budget is computed. */
export function checkDisruptionBudget(): Readiness {
  return current("AllowedDisruptions has been computed.");
}

export function checkDefinition(fields: Fields): Readiness {
  for (const { type, status, reason, message = "" } of conditionsOf(fields)) {
    if (type === "NamesAccepted" && status === "False") return failed(message);
    if (type !== "Established") continue;
    if (status === "True") return current("CRD is established");
    if (status === "False" && reason !== "Installing") return failed(message);
  }
  return inProgress("Install in progress");
}
