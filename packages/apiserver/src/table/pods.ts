import type { JsonObject, KubeObject } from "@flux-ts/base";
import { ageOf } from "./age.ts";
import type { Column } from "./columns.ts";
import { ageColumn, column, nameColumn, wide } from "./columns.ts";
import { itemsAt, none, numberAt, objectAt, textAt, valueAt } from "./read.ts";

export const podColumns: readonly Column[] = [
  nameColumn,
  column("Ready", (pod) => `${readyCount(pod)}/${itemsAt(pod, "spec.containers").length + sidecars(pod).length}`),
  column("Status", (pod) => podPhase(pod)),
  column("Restarts", restartsText),
  ageColumn,
  wide("IP", (pod) => textAt(itemsAt(pod, "status.podIPs")[0] ?? {}, "ip", textAt(pod, "status.podIP", none))),
  wide("Node", (pod) => textAt(pod, "spec.nodeName", none)),
  wide("Nominated Node", (pod) => textAt(pod, "status.nominatedNodeName", none)),
  wide("Readiness Gates", readinessGates),
];

/** Init containers that stay: they count as containers. */
function sidecars(pod: JsonObject): readonly JsonObject[] {
  return itemsAt(pod, "spec.initContainers").filter((container) => container["restartPolicy"] === "Always");
}

function runningStatuses(pod: JsonObject): readonly JsonObject[] {
  const names = new Set(sidecars(pod).map((container) => container["name"]));
  const sidecarStatuses = itemsAt(pod, "status.initContainerStatuses").filter(({ name }) => names.has(name));
  return [...sidecarStatuses, ...itemsAt(pod, "status.containerStatuses")];
}

function readyCount(pod: JsonObject): number {
  return runningStatuses(pod).filter(
    ({ ready, started, state }) => ready === true && started !== false && hasKey(state, "running"),
  ).length;
}

function hasKey(value: unknown, key: string): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key);
}

/** What a pod does in one word: the most telling of its phase and of what its containers wait for or ended with. */
function podPhase(pod: KubeObject): string {
  const word = initPhase(pod) ?? containerPhase(pod) ?? textAt(pod, "status.reason", textAt(pod, "status.phase"));
  if (pod.metadata.deletionTimestamp === undefined) return word;
  if (textAt(pod, "status.reason") === "NodeLost") return "Unknown";
  return word === "Succeeded" || word === "Failed" || word === "Completed" ? word : "Terminating";
}

/** Why the init containers are not done; undefined when they are. */
function initPhase(pod: JsonObject): string | undefined {
  const statuses = itemsAt(pod, "status.initContainerStatuses");
  const sidecarNames = new Set(sidecars(pod).map((container) => container["name"]));
  const total = itemsAt(pod, "spec.initContainers").length;
  for (const [index, status] of statuses.entries()) {
    const isSidecar = sidecarNames.has(status["name"]);
    if (isSidecar && status["started"] === true) continue;
    const ended = objectAt(status, "state.terminated");
    if (hasKey(status["state"], "terminated")) {
      if (numberAt(ended, "exitCode") === 0) continue;
      return `Init:${endWord(ended)}`;
    }
    const reason = textAt(status, "state.waiting.reason");
    return reason !== "" && reason !== "PodInitializing" ? `Init:${reason}` : `Init:${index}/${total}`;
  }
  return undefined;
}

/** The word of the last container that has one. */
function containerPhase(pod: JsonObject): string | undefined {
  let word: string | undefined;
  let running = false;
  for (const status of itemsAt(pod, "status.containerStatuses").toReversed()) {
    const waiting = textAt(status, "state.waiting.reason");
    if (waiting !== "") word = waiting;
    else if (hasKey(status["state"], "terminated")) word = endWord(objectAt(status, "state.terminated"));
    else if (status["ready"] === true && hasKey(status["state"], "running")) running = true;
  }
  if (word !== "Completed" || !running) return word;
  return isReady(pod) ? "Running" : "NotReady";
}

function endWord(terminated: JsonObject): string {
  const signal = numberAt(terminated, "signal");
  const fallback = signal === 0 ? `ExitCode:${numberAt(terminated, "exitCode")}` : `Signal:${signal}`;
  return textAt(terminated, "reason", fallback);
}

function isReady(pod: JsonObject): boolean {
  return itemsAt(pod, "status.conditions").some(({ type, status }) => type === "Ready" && status === "True");
}

function restartsText(pod: KubeObject, now: number): string {
  const initializing = initPhase(pod) !== undefined;
  const statuses = initializing ? itemsAt(pod, "status.initContainerStatuses") : runningStatuses(pod);
  const count = statuses.reduce((sum, status) => sum + numberAt(status, "restartCount"), 0);
  const ends = statuses.map((status) => textAt(status, "lastState.terminated.finishedAt")).filter((end) => end !== "");
  const last = ends.toSorted().at(-1);
  return count === 0 || last === undefined ? String(count) : `${count} (${ageOf(last, now)} ago)`;
}

function readinessGates(pod: JsonObject): string {
  const gates = itemsAt(pod, "spec.readinessGates");
  if (gates.length === 0) return none;
  const conditions = itemsAt(pod, "status.conditions");
  const passed = gates.filter((gate) =>
    conditions.some(({ type, status }) => type === valueAt(gate, "conditionType") && status === "True"),
  );
  return `${passed.length}/${gates.length}`;
}
