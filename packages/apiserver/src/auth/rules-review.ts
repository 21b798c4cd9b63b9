import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { User } from "../request/user.ts";
import { badRequest } from "../status/errors.ts";
import { specOf } from "./question.ts";
import type { Roles } from "./roles.ts";
import type { PolicyRule } from "./rules.ts";

const everything: readonly PolicyRule[] = [
  { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
  { verbs: ["*"], nonResourceURLs: ["*"] },
];

/** Lists what the asker may do in a namespace. */
export function reviewRules(roles: Roles, question: KubeObject, asker: User): JsonObject {
  const { namespace } = specOf(question);
  if (typeof namespace !== "string" || namespace === "") throw badRequest("no namespace on request");
  const isMaster = asker.groups.includes("system:masters");
  const rules = isMaster ? everything : [...roles.grantsOf(asker, namespace)].map(({ rule }) => rule);
  return {
    ...question,
    status: {
      resourceRules: rules.flatMap(({ resources, apiGroups, verbs, resourceNames }) =>
        resources === undefined
          ? []
          : [{ verbs, apiGroups: apiGroups ?? [], resources, ...(resourceNames && { resourceNames }) }],
      ),
      nonResourceRules: rules.flatMap(({ nonResourceURLs, verbs }) =>
        nonResourceURLs === undefined ? [] : [{ verbs, nonResourceURLs }],
      ),
      incomplete: false,
    },
  };
}
