import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { StatusError } from "../status/status.ts";

/** As large as etcd takes a request by default, in bytes. */
const largestObject = 1.5 * 1024 * 1024;

/**
 * Keeps objects from growing without end, patch by patch.
 *
 * @throws StatusError as upstream, whose storage finds it: without a reason and a proper code.
 */
export function refuseTooLarge(object: KubeObject): void {
  if (roomAfter(object, largestObject) >= 0) return;
  throw new StatusError({ code: 500, reason: "", message: "etcdserver: request is too large" });
}

/** What of some room is left by the JSON of a value, about; it stops counting once nothing is. */
function roomAfter(value: JsonValue, room: number): number {
  if (typeof value === "string") return room - value.length - 3;
  if (typeof value !== "object" || value === null) return room - 4;
  let left = room - 2;
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) {
      left = roomAfter(item, left);
      if (left < 0) return left;
    }
    return left;
  }
  // V8 never settles on code for a loop over the keys in place: it compiles and throws it away again and again.
  for (const key of Object.keys(value)) {
    left = roomAfter((value as JsonObject)[key] as JsonValue, left - key.length - 4);
    if (left < 0) return left;
  }
  return left;
}
