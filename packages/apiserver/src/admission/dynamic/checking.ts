import type { Admission } from "../admission.ts";
import type { About } from "./about.ts";
import type { AskOptions } from "./ask.ts";
import { askWebhook, concerns } from "./ask.ts";
import type { Attributes } from "./attributes.ts";
import { mutateByWebhooks } from "./mutate.ts";
import { Reinvocation } from "./reinvocation.ts";
import { checkPolicies } from "./validating-policies.ts";
import { webhooksOf } from "./webhook.ts";

/** The plugin that asks policies and then webhooks whether a write may be. */
export function createChecking(options: AskOptions, about: About): Admission {
  return {
    check: (_registry, target, change) => {
      const described = about(target, change);
      const { operation, name, object } = described;
      // By now an object that is made has the name that was generated.
      const named = operation === "CREATE" && name === "" ? (object?.metadata.name ?? "") : name;
      const attributes = { ...described, name: named };
      if (attributes.operation === "DELETE") mutateByWebhooks(options, attributes, new Reinvocation());
      checkPolicies(options, attributes);
      checkByWebhooks(options, attributes);
    },
  };
}

/** Asks all webhooks that are about a write at the same time. */
function checkByWebhooks(options: AskOptions, attributes: Attributes): void {
  const webhooks = options.registrations.all("validatingwebhookconfigurations").flatMap(webhooksOf);
  const concerned = webhooks.flatMap((webhook) => concerns(options, attributes, webhook) ?? []);
  const asks = concerned.map((one, index) => () => {
    const turn = { phase: "validating", key: `round_0_index_${index}` } as const;
    return askWebhook(options, attributes, { ...one, turn });
  });
  options.session.answers(asks);
}
