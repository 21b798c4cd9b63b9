import type { JsonObject, KubeObject } from "@flux-ts/base";
import { formatTime } from "../../clock.ts";
import type { SystemChange } from "../../system/client.ts";
import { ignoreRefusals } from "../../system/refusals.ts";
import type { Cluster } from "../cluster.ts";
import { keyOf, nameOf, objectNameOf, ownerReference, writeStatus } from "../cluster.ts";
import { conditionOf } from "../conditions.ts";
import { cronJobs, jobs } from "../kinds.ts";
import type { CronJob, Job } from "../kinds.ts";
import { controllerOf } from "../owner-index.ts";
import { isFinished } from "./jobs.ts";
import type { Schedule } from "./schedule.ts";
import { parseSchedule } from "./schedule.ts";

/** Makes Jobs at the times that CronJobs say, and clears away old ones. */
export function startCronJobs(cluster: Cluster): Disposable {
  const controller = new CronJobs(cluster);
  const watches = [
    cluster.client.watch(cronJobs, ({ after }) => {
      if (after) controller.enqueue(keyOf(nameOf(after)));
    }),
    cluster.client.watch(jobs, (change) => controller.seeJob(change)),
  ];
  return { [Symbol.dispose]: () => watches.forEach((watch) => watch[Symbol.dispose]()) };
}

const component = "cronjob-controller";
/** Of more times that have been missed only the last ones are looked at. */
const mostMissed = 100;

class CronJobs {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  enqueue(key: string): void {
    this.#cluster.loop.add(`cronjob ${key}`, () => this.#sync(key));
  }

  seeJob({ before, after }: SystemChange): void {
    const job = after ?? before;
    const owner = job && controllerOf(job);
    if (job !== undefined && owner?.kind === "CronJob") {
      this.enqueue(keyOf({ namespace: job.metadata.namespace ?? "", name: owner.name }));
    }
  }

  #sync(key: string): void {
    const { client, clock, loop } = this.#cluster;
    const cron = client.get(cronJobs, objectNameOf(key)) as CronJob | undefined;
    if (cron === undefined || cron.metadata.deletionTimestamp !== undefined) return;
    const schedule = parseSchedule(cron.spec.schedule, cron.spec.timeZone);
    const due = cron.spec.suspend === true ? undefined : lastDue(cron, schedule, clock.now());
    const started = due !== undefined && this.#isInTime(cron, due) && this.#start(cron, due);
    this.#clear(cron);
    this.#report(key, started ? due : undefined);
    const next = schedule.next(clock.now());
    if (next !== undefined && cron.spec.suspend !== true) loop.at(`cronjob ${key}`, next, () => this.#sync(key));
  }

  #isInTime({ spec }: CronJob, due: number): boolean {
    const { startingDeadlineSeconds } = spec;
    return startingDeadlineSeconds === undefined || this.#cluster.clock.now() <= due + startingDeadlineSeconds * 1000;
  }

  #jobsOf(cron: CronJob): readonly Job[] {
    return this.#cluster.jobsOf.of(cron) as readonly Job[];
  }

  /** Makes the Job of a time, if those that run allow it; gives whether it did. */
  #start(cron: CronJob, due: number): boolean {
    const { client, events } = this.#cluster;
    const running = this.#jobsOf(cron).filter((job) => !isFinished(job));
    const name = `${cron.metadata.name}-${Math.floor(due / 60_000)}`;
    if (running.length > 0 && cron.spec.concurrencyPolicy === "Forbid") {
      const message = "Not starting job because prior execution is running and concurrency policy is Forbid";
      events.tell(cron, { reason: "JobAlreadyActive", message, component });
      return false;
    }
    if (cron.spec.concurrencyPolicy === "Replace") {
      for (const job of running) client.delete(jobs, nameOf(job), { propagationPolicy: "Background" });
    }
    if (client.get(jobs, { namespace: cron.metadata.namespace ?? "", name }) !== undefined) return true;
    client.create(jobs, jobOf(cron, { name, due }));
    events.tell(cron, { reason: "SuccessfulCreate", message: `Created job ${name}`, component });
    return true;
  }

  /** Deletes Jobs that have ended beyond those that are kept. */
  #clear(cron: CronJob): void {
    const { successfulJobsHistoryLimit = 3, failedJobsHistoryLimit = 1 } = cron.spec;
    const ended = (type: string): readonly Job[] =>
      this.#jobsOf(cron)
        .filter(({ status }) => conditionOf(status?.conditions, type)?.status === "True")
        .toSorted((a, b) => ((a.status?.startTime ?? "") < (b.status?.startTime ?? "") ? 1 : -1));
    const old = [
      ...ended("Complete").slice(successfulJobsHistoryLimit),
      ...ended("Failed").slice(failedJobsHistoryLimit),
    ];
    for (const job of old) {
      ignoreRefusals(() => this.#cluster.client.delete(jobs, nameOf(job), { propagationPolicy: "Background" }));
    }
  }

  #report(key: string, started: number | undefined): void {
    const { client } = this.#cluster;
    const cron = client.get(cronJobs, objectNameOf(key)) as CronJob | undefined;
    if (cron === undefined) return;
    const owned = this.#jobsOf(cron);
    const active = owned.filter((job) => !isFinished(job)).map(referenceTo);
    const done = owned.flatMap(({ status }) => status?.completionTime ?? []).toSorted();
    const lastScheduleTime = started === undefined ? cron.status?.lastScheduleTime : formatTime(started);
    const lastSuccessfulTime = [cron.status?.lastSuccessfulTime, done.at(-1)]
      .filter((time) => time !== undefined)
      .toSorted()
      .at(-1);
    writeStatus(client, cronJobs, cron, {
      ...(active.length > 0 && { active }),
      ...(lastScheduleTime !== undefined && { lastScheduleTime }),
      ...(lastSuccessfulTime !== undefined && { lastSuccessfulTime }),
    });
  }
}

/** The last time that has come and was not served. */
function lastDue({ status, metadata }: CronJob, schedule: Schedule, now: number): number | undefined {
  const since = Date.parse(status?.lastScheduleTime ?? metadata.creationTimestamp ?? "");
  let last: number | undefined;
  let time = schedule.next(since);
  for (let missed = 0; time !== undefined && time <= now; missed++) {
    const next = schedule.next(time);
    const step = next === undefined ? 0 : next - time;
    last = time;
    time = missed === mostMissed ? schedule.next(Math.max(time, now - 2 * step)) : next;
  }
  return last;
}

function jobOf(cron: CronJob, { name, due }: { readonly name: string; readonly due: number }): KubeObject {
  const { metadata = {}, spec } = cron.spec.jobTemplate;
  const { namespace = "" } = cron.metadata;
  const timestamp = { "batch.kubernetes.io/cronjob-scheduled-timestamp": formatTime(due) };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name,
      namespace,
      ...(metadata.labels && { labels: metadata.labels }),
      annotations: { ...metadata.annotations, ...timestamp },
      ownerReferences: [ownerReference(cron)],
    },
    spec,
  };
}

function referenceTo({ metadata }: Job): JsonObject {
  const { namespace = "", name, uid = "", resourceVersion = "" } = metadata;
  return { kind: "Job", namespace, name, uid, apiVersion: "batch/v1", resourceVersion };
}
