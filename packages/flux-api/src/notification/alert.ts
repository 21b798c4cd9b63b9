import { ageColumn } from "../schema/kind.ts";
import type { Kind, ObjectOfKind } from "../schema/kind.ts";
import { boolean, list, mapOf, object, oneOf, optional, string } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { localReference } from "../shared/meta.ts";
import { objectReferenceFields } from "./object-reference.ts";

const eventSource = object(objectReferenceFields);
export type AlertEventSource = Infer<typeof eventSource>;

const spec = object({
  providerRef: localReference("The Provider that the events are sent to."),
  eventSources: list(eventSource, { description: "The objects whose events are sent." }),
  eventSeverity: optional(
    oneOf(["info", "error"], { description: "info sends all events, error only failures.", default: "info" }),
  ),
  eventMetadata: optional(mapOf(string(), { description: "Facts that are added to each event." })),
  inclusionList: optional(
    list(string(), { description: "Regular expressions; only events whose message matches one are sent." }),
  ),
  exclusionList: optional(
    list(string(), { description: "Regular expressions; events whose message matches one are not sent." }),
  ),
  summary: optional(string({ description: "Deprecated: use eventMetadata with the key summary.", maxLength: 255 })),
  suspend: optional(boolean({ description: "Sends no events." })),
});
export type AlertSpec = Infer<typeof spec>;

export type Alert = ObjectOfKind<AlertSpec>;

export const alertKind: Kind<AlertSpec, never> = {
  group: "notification.toolkit.fluxcd.io",
  kind: "Alert",
  plural: "alerts",
  singular: "alert",
  description: "Says which events are sent to a Provider.",
  categories: ["all", "fluxcd", "fluxcd-notifications"],
  version: { name: "v1beta3", columns: [ageColumn], spec },
};
