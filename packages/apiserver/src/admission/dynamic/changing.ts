import type { KubeObject } from "@flux-ts/base";
import { equalJson } from "@flux-ts/base";
import { managedFieldsProblem } from "@flux-ts/kube-schema";
import { admitCreate } from "../../registry/create.ts";
import { withMeta } from "../../registry/meta.ts";
import type { WriteTarget } from "../../registry/registry.ts";
import type { Admission, AdmittedChange } from "../admission.ts";
import { admitUpdate } from "../admission.ts";
import { otherNamespace } from "../../status/errors.ts";
import type { AskOptions } from "./ask.ts";
import type { Attributes } from "./attributes.ts";
import { mutateByPolicies } from "./mutating/policies.ts";
import { mutateByWebhooks } from "./mutate.ts";
import { Reinvocation } from "./reinvocation.ts";
import { invalidManagedFields } from "./texts.ts";

/** What a write looks like to others. */
export type About = (target: WriteTarget, change: AdmittedChange) => Attributes;

interface Change {
  readonly object: KubeObject;
  readonly old: KubeObject | undefined;
}

/**
 * The plugin that lets policies and then webhooks change the object of a write. When they do, the plugins of the
 * server run again, and after them whoever wishes it.
 */
export function createChanging(options: AskOptions, about: About): Admission {
  const change = (target: WriteTarget, { object, old }: Change): KubeObject => {
    const policies = new Reinvocation();
    const webhooks = new Reinvocation();
    const round = (before: KubeObject): KubeObject => {
      const attributes = about(target, { object: before, old });
      const byPolicies = mutateByPolicies(options, attributes, policies);
      const changed = mutateByWebhooks(options, { ...attributes, object: byPolicies }, webhooks);
      if (changed === undefined || changed === attributes.object) return before;
      return attributes.projection?.write(before, changed) ?? changed;
    };
    const changed = round(object);
    if (changed === object || equalJson(changed, object)) return object;
    const { registry } = options;
    const again = round(
      old === undefined ? admitCreate(registry, target, changed) : admitUpdate(registry, target, changed, old),
    );
    return checked(target, again, { object, old });
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
function checked({ namespace, served, warn }: WriteTarget, changed: KubeObject, { object, old }: Change): KubeObject {
  const { namespace: given = "", managedFields } = changed.metadata;
  if (served.resource.namespaced && given !== "" && given !== namespace) throw otherNamespace();
  const { uid, creationTimestamp } = object.metadata;
  const own = old === undefined ? { namespace: object.metadata.namespace, uid, creationTimestamp } : {};
  const problem = managedFieldsProblem(managedFields);
  if (problem === undefined) return withMeta(changed, own);
  warn(invalidManagedFields(problem));
  return withMeta(changed, { ...own, managedFields: object.metadata.managedFields });
}
