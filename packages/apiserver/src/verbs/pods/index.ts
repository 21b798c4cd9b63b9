import type { VerbHandler } from "../verb.ts";
import { bindPod } from "./binding.ts";
import { connectPod, readLog } from "./containers.ts";
import { evictPod } from "./eviction.ts";

type Verbs = { readonly [verb: string]: VerbHandler };

const connecting: Verbs = { get: connectPod, create: connectPod };

/** What is done with pods beside writing them, by table and subresource, then by verb. */
export const podVerbs: { readonly [path: string]: Verbs } = {
  "/bindings": { create: bindPod },
  "/pods/attach": connecting,
  "/pods/binding": { create: bindPod },
  "/pods/eviction": { create: evictPod },
  "/pods/exec": connecting,
  "/pods/log": { get: readLog },
  "/pods/portforward": connecting,
};
