import type { JsonObject } from "@flux-ts/base";
import type { Door } from "./doors.ts";

/**
 * An object once the server's own controllers have nothing left to do. They run between requests and let others in now
 * and then, so a few requests with turns of the event loop between them give them all the time they need.
 */
export async function settled(door: Door, path: string): Promise<JsonObject> {
  let last = await door.send("GET", path);
  for (let same = 0; same < 3;) {
    await new Promise((resolve) => setImmediate(resolve));
    const next = await door.send("GET", path);
    same = JSON.stringify(next.body) === JSON.stringify(last.body) ? same + 1 : 0;
    last = next;
  }
  return last.body;
}

/** Whether an object is still there once the server's own controllers have nothing left to do. */
export async function isThere(door: Door, path: string): Promise<boolean> {
  return (await settled(door, path))["kind"] !== "Status";
}
