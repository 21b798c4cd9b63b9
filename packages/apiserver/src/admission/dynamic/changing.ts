import type { KubeObject } from "@flux-ts/base";
import { equalJson } from "@flux-ts/base";
import { managedFieldsProblem } from "@flux-ts/kube-schema";
import { admitCreate } from "../../registry/create.ts";
import { withMeta } from "../../registry/meta.ts";
import type { WriteTarget } from "../../registry/registry.ts";
import { otherNamespace } from "../../status/errors.ts";
import type { Admission } from "../admission.ts";
import { admitUpdate } from "../admission.ts";
import type { About } from "./about.ts";
import type { AskOptions } from "./ask.ts";
import type { Attributes } from "./attributes.ts";
import { mutateByPolicies } from "./mutating/policies.ts";
import { mutateByWebhooks } from "./mutate.ts";
import { distinctOwners } from "./owners.ts";
import { Reinvocation } from "./reinvocation.ts";
import { invalidManagedFields } from "./texts.ts";

type WithObject = Attributes & { readonly object: KubeObject };

/** Lets policies and then webhooks change an object; those who are asked for the second time are chosen among them. */
type Round = (attributes: WithObject) => KubeObject;

function createRounds(options: AskOptions): Round {
  const policies = new Reinvocation();
  const webhooks = new Reinvocation();
  return (attributes) => {
    const byPolicies = mutateByPolicies(options, attributes, policies) ?? attributes.object;
    return mutateByWebhooks(options, { ...attributes, object: byPolicies }, webhooks) ?? byPolicies;
  };
}

/** What is sent through a subresource, as policies and webhooks change it. */
export function passThrough(options: AskOptions, attributes: WithObject): KubeObject {
  const round = createRounds(options);
  const changed = round(attributes);
  return changed === attributes.object ? changed : round({ ...attributes, object: changed });
}

interface Change {
  readonly object: KubeObject;
  readonly old: KubeObject | undefined;
}

/**
 * The plugin that lets policies and then webhooks change the object of a write. When they do, the plugins of the
 * server run again, and after them whoever wishes it.
 */
export function createChanging(options: AskOptions, about: About): Admission {
  const { registry } = options;
  const change = (target: WriteTarget, { object, old }: Change): KubeObject => {
    const rounds = createRounds(options);
    const round = (before: KubeObject): KubeObject => {
      const attributes = about(target, { object: before, old });
      if (attributes.object === undefined) return before;
      const changed = rounds({ ...attributes, object: attributes.object });
      if (changed === attributes.object) return before;
      return attributes.projection?.write(before, changed) ?? changed;
    };
    const changed = round(object);
    if (changed === object || equalJson(changed, object)) return object;
    const again =
      old === undefined ? admitCreate(registry, target, changed) : admitUpdate(registry, target, changed, old);
    return fitted(target, round(again), { object, old });
  };
  return {
    create: (_registry, target, object) => change(target, { object, old: undefined }),
    update: (_registry, target, next, current) => change(target, { object: next, old: current }),
  };
}

/**
 * What others made of an object, fit for the request: what only the server says of a new object is as it was.
 *
 * @throws StatusError (400) when it is now in another namespace
 */
function fitted({ namespace, served, warn }: WriteTarget, changed: KubeObject, { object, old }: Change): KubeObject {
  const { namespace: given = "", managedFields, ownerReferences } = changed.metadata;
  if (served.resource.namespaced && given !== "" && given !== namespace) throw otherNamespace();
  const { uid, creationTimestamp } = object.metadata;
  const own = old === undefined ? { namespace: object.metadata.namespace, uid, creationTimestamp } : {};
  const problem = managedFieldsProblem(managedFields);
  if (problem !== undefined) warn(invalidManagedFields(problem));
  return withMeta(changed, {
    ...own,
    ownerReferences: distinctOwners(ownerReferences, warn),
    ...(problem !== undefined && { managedFields: object.metadata.managedFields }),
  });
}
