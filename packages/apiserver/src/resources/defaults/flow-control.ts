import type { JsonObject } from "@flux-ts/base";
import { fill, inField, inSpec } from "./fill.ts";

export const defaultFlowSchema = inSpec((spec) =>
  spec["matchingPrecedence"] ? spec : { ...spec, matchingPrecedence: 1000 },
);

export const defaultPriorityLevel = inSpec((spec) => {
  const limited = inField(spec, "limited", (limits) =>
    inField(fill(limits, { nominalConcurrencyShares: 30, lendablePercent: 0 }), "limitResponse", defaultResponse),
  );
  return inField(limited, "exempt", (exempt) => fill(exempt, { nominalConcurrencyShares: 0, lendablePercent: 0 }));
});

function defaultResponse(response: JsonObject): JsonObject {
  // Zero stands for what was not said.
  return inField(response, "queuing", (queuing) => {
    const said = Object.fromEntries(Object.entries(queuing).filter(([, value]) => value !== 0));
    return fill(said, { queues: 64, handSize: 8, queueLengthLimit: 50 });
  });
}
