// Registrations of API servers.
import type { FieldCause } from "@flux-ts/kube-schema";
import { invalid } from "@flux-ts/kube-schema";
import { scalarText } from "../scalar-text.ts";
import type { Check } from "./check.ts";
import { all, fields, given, isEmpty, needed, read, text } from "./check.ts";
import type { Rules } from "./rules.ts";
import { checkDnsLabel } from "./syntax.ts";

function positiveBelow(limit: number): Check {
  return (value = 0, path) =>
    typeof value === "number" && value > 0 && value <= limit
      ? []
      : [invalid(path, value, `must be positive and less than ${limit}`)];
}

const trust: Check = (value, path): readonly FieldCause[] => {
  if (read(value, "insecureSkipTLSVerify") !== true || isEmpty(read(value, "caBundle"))) return [];
  return [invalid(`${path}.insecureSkipTLSVerify`, true, "may not be true if caBundle is present")];
};

export const apiServiceRules: Rules = {
  check: all(
    (service) => {
      const [version, group] = [
        scalarText(read(service, "spec", "version")),
        scalarText(read(service, "spec", "group")),
      ];
      const [name, wanted] = [scalarText(read(service, "metadata", "name")), `${version}.${group}`];
      if (name === "" || name === wanted) return [];
      const why = `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`;
      return [invalid("metadata.name", name, why)];
    },
    fields({
      spec: all(
        fields({
          version: (value, path) => text(checkDnsLabel)(value ?? "", path),
          groupPriorityMinimum: positiveBelow(20_000),
          versionPriority: positiveBelow(1000),
          service: given(fields({ namespace: needed(), name: needed() })),
        }),
        trust,
      ),
    }),
  ),
};
