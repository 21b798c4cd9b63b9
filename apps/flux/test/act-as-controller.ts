import type { JsonObject, KubeObject } from "@flux-ts/base";
import { keyOf } from "@flux-ts/kube";
import type { Client } from "@flux-ts/kube";

export interface Verdict {
  readonly ready: "True" | "False";
  readonly message: string;
  readonly status?: JsonObject;
}

/**
 * Plays the controller of a kind: every new generation and every request is taken up (Reconciling), then ends with the
 * verdict. Suspended objects are left alone. Stops with the disposal.
 */
export function actAsController(
  client: Client,
  target: { readonly apiVersion: string; readonly kind: string },
  judge: (object: KubeObject) => Verdict,
): Disposable {
  const stop = new AbortController();
  const work = async (): Promise<void> => {
    const seen = new Map<string, string>();
    for await (const event of client.watch(target, { signal: stop.signal })) {
      if (event.type !== "added" && event.type !== "modified") continue;
      const { object } = event;
      const requestedAt = object.metadata.annotations?.["reconcile.fluxcd.io/requestedAt"];
      const state = `${object.metadata.generation} ${requestedAt}`;
      const suspended = (object["spec"] as { suspend?: boolean }).suspend === true;
      if (suspended || seen.get(object.metadata.name) === state) continue;
      seen.set(object.metadata.name, state);
      await conclude(client, object, { requestedAt, ...judge(object) });
    }
  };
  work().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return { [Symbol.dispose]: () => stop.abort() };
}

async function conclude(
  client: Client,
  object: KubeObject,
  { requestedAt, ready, message, status = {} }: Verdict & { readonly requestedAt: string | undefined },
): Promise<void> {
  const { generation = 0 } = object.metadata;
  const condition = (type: string, value: string, reason: string, text: string): JsonObject => ({
    type,
    status: value,
    reason,
    message: text,
    lastTransitionTime: "2021-08-01T04:52:56Z",
    observedGeneration: generation,
  });
  const handled = requestedAt === undefined ? {} : { lastHandledReconcileAt: requestedAt };
  const taken = [
    condition("Reconciling", "True", "Progressing", "reconciliation in progress"),
    condition("Ready", "Unknown", "Progressing", "reconciliation in progress"),
  ];
  const ended = condition("Ready", ready, ready === "True" ? "Succeeded" : "Failed", message);
  const retrying = ready === "True" ? [] : [condition("Reconciling", "True", "ProgressingWithRetry", message)];
  for (const conditions of [taken, [...retrying, ended]]) {
    const patch = {
      status: { ...handled, observedGeneration: generation, ...(conditions !== taken && status), conditions },
    };
    await client.patchStatus(keyOf(object), { type: "merge", patch });
  }
}
