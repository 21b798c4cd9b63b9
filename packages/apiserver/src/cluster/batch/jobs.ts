import type { SystemChange } from "../../system/client.ts";
import { ignoreRefusals } from "../../system/refusals.ts";
import type { Cluster } from "../cluster.ts";
import { counts, keyOf, nameOf, objectNameOf, timeOf, writeStatus } from "../cluster.ts";
import { conditionOf, withCondition } from "../conditions.ts";
import { jobs, pods } from "../kinds.ts";
import type { Job, Pod, StatusCondition } from "../kinds.ts";
import { controllerOf } from "../owner-index.ts";
import { isReady } from "../pods/kubelet.ts";
import { Blocked } from "../workloads/blocked.ts";
import { createPod, deletePod, isActive } from "../workloads/pod-template.ts";

/** Runs Jobs: Pods until enough have succeeded or too many have failed. */
export function startJobs(cluster: Cluster): Disposable {
  const controller = new Jobs(cluster);
  const watches = [
    cluster.client.watch(jobs, ({ after }) => {
      if (after) controller.enqueue(keyOf(nameOf(after)));
    }),
    cluster.client.watch(pods, (change) => controller.seePod(change)),
    controller,
  ];
  return { [Symbol.dispose]: () => watches.forEach((watch) => watch[Symbol.dispose]()) };
}

const indexAnnotation = "batch.kubernetes.io/job-completion-index";

/** How a Job stands. */
interface Tally {
  readonly active: readonly Pod[];
  readonly succeeded: number;
  readonly failed: number;
  readonly doneIndexes: ReadonlySet<string>;
}

type Outcome = "complete" | "backoff" | "deadline" | undefined;

class Jobs implements Disposable {
  readonly #cluster: Cluster;
  readonly #blocked: Blocked;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#blocked = new Blocked(cluster, "job", (key) => this.enqueue(key));
  }

  [Symbol.dispose](): void {
    this.#blocked[Symbol.dispose]();
  }

  enqueue(key: string): void {
    this.#cluster.loop.add(`job ${key}`, () => this.#sync(key));
  }

  seePod({ before, after }: SystemChange): void {
    const pod = after ?? before;
    const owner = pod && controllerOf(pod);
    if (pod !== undefined && owner?.kind === "Job") {
      this.enqueue(keyOf({ namespace: pod.metadata.namespace ?? "", name: owner.name }));
    }
  }

  #sync(key: string): void {
    const job = this.#cluster.client.get(jobs, objectNameOf(key)) as Job | undefined;
    if (job === undefined || job.metadata.deletionTimestamp !== undefined) return;
    if (isFinished(job)) return this.#expire(key, job);
    const tally = this.#tallyOf(job);
    const outcome = job.spec.suspend === true ? undefined : this.#outcomeOf(key, job, tally);
    if (outcome !== undefined || job.spec.suspend === true) {
      for (const pod of tally.active) deletePod(this.#cluster, job, pod);
    } else if (!this.#blocked.holds(key)) {
      this.#blocked.note(key, this.#start(job, tally));
    }
    this.#report(key, outcome);
  }

  #tallyOf(job: Job): Tally {
    const owned = this.#cluster.podsOf.of(job) as readonly Pod[];
    const having = (phase: string): readonly Pod[] => owned.filter(({ status }) => status?.phase === phase);
    const done = having("Succeeded");
    const { succeeded = 0, failed = 0 } = job.status ?? {};
    return {
      active: owned.filter(isActive),
      // What was counted stays counted when the Pod is deleted.
      succeeded: Math.max(succeeded, done.length),
      failed: Math.max(failed, having("Failed").length),
      doneIndexes: new Set(done.map(({ metadata }) => metadata.annotations?.[indexAnnotation] ?? "")),
    };
  }

  #outcomeOf(key: string, job: Job, { active, succeeded, failed }: Tally): Outcome {
    const { completions, backoffLimit = 6, activeDeadlineSeconds } = job.spec;
    const done = completions === undefined ? succeeded > 0 && active.length === 0 : succeeded >= completions;
    if (done) return "complete";
    // Containers that are started again in place do not stop failing, either.
    if (failed > backoffLimit || active.some(isCrashing)) return "backoff";
    if (activeDeadlineSeconds === undefined) return undefined;
    const start = Date.parse(job.status?.startTime ?? timeOf(this.#cluster));
    const due = start + activeDeadlineSeconds * 1000;
    if (this.#cluster.clock.now() >= due) return "deadline";
    this.#cluster.loop.at(`job ${key}`, due, () => this.#sync(key));
    return undefined;
  }

  /** Makes the Pods that may run now; gives whether one was refused. */
  #start(job: Job, { active, succeeded, doneIndexes }: Tally): boolean {
    const { parallelism = 1, completions } = job.spec;
    const left = completions === undefined ? (succeeded > 0 ? 0 : parallelism) : completions - succeeded;
    const missing = Math.min(parallelism, left) - active.length;
    const taken = new Set([
      ...doneIndexes,
      ...active.map(({ metadata }) => metadata.annotations?.[indexAnnotation] ?? ""),
    ]);
    let index = 0;
    for (let made = 0; made < missing; made++) {
      while (taken.has(String(index))) index++;
      const indexed = job.spec.completionMode === "Indexed" ? String(index++) : undefined;
      const outcome = createPod(this.#cluster, job, job.spec.template, {
        ...(indexed !== undefined && {
          labels: { [indexAnnotation]: indexed },
          annotations: { [indexAnnotation]: indexed },
          spec: { hostname: `${job.metadata.name}-${indexed}` },
        }),
      });
      if ("refused" in outcome) return true;
    }
    return false;
  }

  #report(key: string, outcome: Outcome): void {
    const job = this.#cluster.client.get(jobs, objectNameOf(key)) as Job | undefined;
    if (job === undefined) return;
    const time = timeOf(this.#cluster);
    const { active, succeeded, failed, doneIndexes } = this.#tallyOf(job);
    const conditions = conditionsOf(job, outcome, time);
    const suspended = job.spec.suspend === true;
    const startTime = suspended ? undefined : (job.status?.startTime ?? time);
    const indexes = [...doneIndexes].map(Number).toSorted((a, b) => a - b);
    writeStatus(this.#cluster.client, jobs, job, {
      ...(conditions.length > 0 && { conditions: conditions }),
      ...(startTime !== undefined && { startTime }),
      ...(outcome === "complete" && { completionTime: time }),
      ...counts({ active: outcome === undefined ? active.length : 0, succeeded, failed }),
      ...(job.spec.completionMode === "Indexed" && indexes.length > 0 && { completedIndexes: rangesOf(indexes) }),
      terminating: 0,
      uncountedTerminatedPods: {},
      ready: active.filter(isReady).length,
    });
    if (outcome === undefined) return;
    const said = endings[outcome];
    const told = outcome === "complete" ? { reason: "Completed", message: "Job completed" } : said;
    const type = outcome === "complete" ? "Normal" : "Warning";
    this.#cluster.events.tell(job, { type, reason: told.reason, message: told.message, component: "job-controller" });
  }

  /** Deletes a Job that has ended when its time is over. */
  #expire(key: string, job: Job): void {
    const { ttlSecondsAfterFinished } = job.spec;
    if (ttlSecondsAfterFinished === undefined) return;
    const ended = job.status?.conditions?.find(({ type }) => type === "Complete" || type === "Failed");
    const due = Date.parse(ended?.lastTransitionTime ?? "") + ttlSecondsAfterFinished * 1000;
    const { client, clock, loop } = this.#cluster;
    if (clock.now() < due) return loop.at(`job ${key}`, due, () => this.#sync(key));
    const { uid = "" } = job.metadata;
    ignoreRefusals(() => client.delete(jobs, nameOf(job), { uid, propagationPolicy: "Foreground" }));
  }
}

export function isFinished({ status }: Job): boolean {
  return ["Complete", "Failed"].some((type) => conditionOf(status?.conditions, type)?.status === "True");
}

function isCrashing({ status }: Pod): boolean {
  return status?.containerStatuses?.some(({ restartCount }) => restartCount > 0) === true;
}

const endings = {
  complete: { reason: "CompletionsReached", message: "Reached expected number of succeeded pods" },
  backoff: { reason: "BackoffLimitExceeded", message: "Job has reached the specified backoff limit" },
  deadline: { reason: "DeadlineExceeded", message: "Job was active longer than specified deadline" },
};

function conditionsOf(job: Job, outcome: Outcome, time: string): readonly StatusCondition[] {
  const known = job.status?.conditions ?? [];
  if (outcome !== undefined) {
    const types = outcome === "complete" ? ["SuccessCriteriaMet", "Complete"] : ["FailureTarget", "Failed"];
    return types.reduce((list, type) => set(list, { type, status: "True", ...endings[outcome] }, time), known);
  }
  if (job.spec.suspend === true) {
    return set(known, { type: "Suspended", status: "True", reason: "JobSuspended", message: "Job suspended" }, time);
  }
  if (conditionOf(known, "Suspended") === undefined) return known;
  return set(known, { type: "Suspended", status: "False", reason: "JobResumed", message: "Job resumed" }, time);
}

function set(list: readonly StatusCondition[], next: StatusCondition, time: string): readonly StatusCondition[] {
  const same = conditionOf(list, next.type)?.status === next.status;
  return same ? list : withCondition(list, { ...next, lastProbeTime: time }, time);
}

/** `0-2,5,6`: of two that follow on each other both are named. */
function rangesOf(indexes: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const index of indexes) {
    const last = ranges.at(-1);
    if (last?.[1] === index - 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}${to === from + 1 ? "," : "-"}${to}`)).join(",");
}
