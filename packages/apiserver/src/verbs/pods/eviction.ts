import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { deleteObject, plainDelete } from "../../registry/delete.ts";
import type { Registry } from "../../registry/registry.ts";
import { keyOf } from "../../registry/registry.ts";
import { readBody } from "../../request/body.ts";
import type { ResourceContext } from "../../request/context.ts";
import { parseWriteOptions } from "../../request/write-options.ts";
import { selects } from "../../resources/validation/selectors.ts";
import { badRequest, notFound } from "../../status/errors.ts";
import { StatusError, successOf } from "../../status/status.ts";
import type { Entry } from "../../storage/store.ts";
import type { VerbHandler } from "../verb.ts";
import { writeTarget } from "../verb.ts";
import { scalarText } from "../../resources/scalar-text.ts";

/** Deletes a pod, unless a disruption budget does not allow it right now. */
export const evictPod: VerbHandler = (registry, context) => {
  const options = parseWriteOptions(context.call, "CreateOptions");
  const grace = gracePeriodIn(context);
  const entry = registry.store.get("/pods", keyOf(context.namespace, context.name));
  if (entry === undefined) throw notFound({ group: "", resource: "pods" }, context.name);
  refuseDisruption(registry, entry.object);
  deleteObject(registry, writeTarget(context, { ...options, fieldManager: "" }), {
    ...plainDelete,
    gracePeriodSeconds: grace,
  });
  return { kind: "value", status: 201, headers: {}, body: successOf(201) };
};

/** @throws StatusError (400) when the body is no eviction of this pod. */
function gracePeriodIn({ call, name, notes }: ResourceContext): number | undefined {
  const body = readBody(call);
  const eviction = body.ok && isJsonObject(body.value) ? body.value : {};
  notes.requested(eviction);
  if (eviction["kind"] !== "Eviction") throw badRequest("not an Eviction object");
  const metadata = isJsonObject(eviction["metadata"]) ? eviction["metadata"] : {};
  if (metadata["name"] !== undefined && metadata["name"] !== name) {
    throw badRequest("name in URL does not match name in Eviction object");
  }
  const options = isJsonObject(eviction["deleteOptions"]) ? eviction["deleteOptions"] : {};
  return typeof options["gracePeriodSeconds"] === "number" ? options["gracePeriodSeconds"] : undefined;
}

/** @throws StatusError (429) when a budget has no disruption left. */
function refuseDisruption({ store }: Registry, pod: KubeObject): void {
  const { namespace = "", labels = {} } = pod.metadata;
  const budgets = store.list("policy/poddisruptionbudgets", { prefix: `${namespace}/` }) as readonly Entry[];
  const exhausted = budgets.map(({ object }) => object).find((budget) => isExhausted(budget, labels));
  if (exhausted === undefined) return;
  const { name } = exhausted.metadata;
  const { currentHealthy = 0, desiredHealthy = 0 } = (exhausted["status"] ?? {}) as JsonObject;
  const message =
    `The disruption budget ${name} needs ${scalarText(desiredHealthy)} healthy pods and has ${scalarText(currentHealthy)} ` +
    "currently";
  throw new StatusError({
    code: 429,
    reason: "TooManyRequests",
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details: { causes: [{ reason: "DisruptionBudget", message }] },
  });
}

function isExhausted(budget: KubeObject, labels: JsonObject): boolean {
  const spec = isJsonObject(budget["spec"]) ? budget["spec"] : {};
  const { disruptionsAllowed } = (budget["status"] ?? {}) as JsonObject;
  return selects(spec["selector"], labels) && disruptionsAllowed === 0;
}
