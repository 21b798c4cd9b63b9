/** Fields of a HelmChart that a HelmRelease has for the chart it creates, too. */
import { boolean, list, oneOf, optional, string } from "../schema/schema.ts";

export const chartFields = {
  version: optional(string({ description: "Range of chart versions; not used for Git and Bucket.", default: "*" })),
  reconcileStrategy: optional(
    oneOf(["ChartVersion", "Revision"], {
      description: "What makes a new artifact: another chart version, or any revision of the source.",
      default: "ChartVersion",
    }),
  ),
  valuesFiles: optional(list(string(), { description: "Values files of the chart to merge; later ones win." })),
  ignoreMissingValuesFiles: optional(boolean({ description: "Passes over values files that do not exist." })),
};
