import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { checkPathSegment } from "../../registry/names.ts";
import type { User } from "../../request/user.ts";
import type { Strategy } from "../strategy.ts";
import { selectable } from "./selectable.ts";

/** Requests for certificates say who made them, and stay as they were made. */
export const signingRequestStrategy: Partial<Strategy> = {
  checkName: checkPathSegment,
  fixedSpec: true,
  statusKeepsMetadata: false,
  prepareCreate: (request, _allocators, user) => withRequester(request, user),
  prepareUpdate: (next, current, { now }) => withDecisionTimes(next, current, now),
  selectableFields: selectable("spec.signerName"),
};

/** Decisions say when they were made. */
function withDecisionTimes(next: KubeObject, current: KubeObject, now: string): KubeObject {
  const { status } = next;
  const conditions = isJsonObject(status) ? status["conditions"] : undefined;
  if (!isJsonObject(status) || !Array.isArray(conditions)) return next;
  const before = isJsonObject(current["status"]) ? (current["status"]["conditions"] ?? []) : [];
  const old = new Map((before as readonly JsonObject[]).map((condition) => [condition["type"], condition]));
  const timed = (conditions as readonly JsonObject[]).map((condition) => {
    const known = old.get(condition["type"]);
    const moved = known?.["status"] === condition["status"] ? (known?.["lastTransitionTime"] ?? now) : now;
    return {
      ...condition,
      lastUpdateTime: condition["lastUpdateTime"] ?? now,
      lastTransitionTime: condition["lastTransitionTime"] ?? moved,
    };
  });
  return { ...next, status: { ...status, conditions: timed } };
}

function withRequester(request: KubeObject, { name, uid, groups, extra }: User): KubeObject {
  const spec: JsonObject = isJsonObject(request["spec"]) ? request["spec"] : {};
  const requester = { username: name, ...(uid !== undefined && { uid }), groups, ...(extra && { extra }) };
  return { ...request, spec: { ...spec, ...requester } };
}
