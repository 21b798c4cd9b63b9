import type { VerbHandler } from "../verb.ts";
import { bindPod } from "./binding.ts";
import { connectPod, readLog } from "./containers.ts";
import { evictPod } from "./eviction.ts";
import { proxyNode, proxyPod, proxyService } from "./proxy.ts";

type Verbs = { readonly [verb: string]: VerbHandler };

const connecting: Verbs = { get: connectPod, create: connectPod };

const everyMethod = (verb: VerbHandler): Verbs => ({
  get: verb,
  create: verb,
  update: verb,
  patch: verb,
  delete: verb,
});

/** What is done with pods beside writing them, by table and subresource, then by verb. */
export const podVerbs: { readonly [path: string]: Verbs } = {
  "/bindings": { create: bindPod },
  "/nodes/proxy": everyMethod(proxyNode),
  "/pods/attach": connecting,
  "/pods/binding": { create: bindPod },
  "/pods/eviction": { create: evictPod },
  "/pods/exec": connecting,
  "/pods/log": { get: readLog },
  "/pods/portforward": connecting,
  "/pods/proxy": everyMethod(proxyPod),
  "/services/proxy": everyMethod(proxyService),
};
