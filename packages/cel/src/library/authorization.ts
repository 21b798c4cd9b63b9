import { AccessDecision, GroupCheck, PathCheck, ResourceCheck } from "../values/authorization.ts";
import { EvalError } from "../values/value.ts";
import { library, method } from "./define.ts";

const authorizer = "kubernetes.authorization.Authorizer";
const path = "kubernetes.authorization.PathCheck";
const group = "kubernetes.authorization.GroupCheck";
const resource = "kubernetes.authorization.ResourceCheck";
const decision = "kubernetes.authorization.Decision";

const pathCheck = method([authorizer, "string"], path, (asked, text) =>
  text.startsWith("/") ? new PathCheck(asked, text) : new EvalError("path must start with '/'"),
);

/** What expressions of admission ask the authorizer. */
export const authorization = library({
  path: { authorizer_path: pathCheck },
  group: { authorizer_group: method([authorizer, "string"], group, (asked, name) => new GroupCheck(asked, name)) },
  serviceAccount: {
    authorizer_serviceaccount: method([authorizer, "string", "string"], authorizer, (asked, namespace, name) =>
      asked.as(namespace, name),
    ),
  },
  resource: {
    groupcheck_resource: method([group, "string"], resource, (check, plural) => {
      const parts = { group: check.group, resource: plural, subresource: "", namespace: "", name: "" };
      return new ResourceCheck(check.authorizer, parts);
    }),
  },
  subresource: {
    resourcecheck_subresource: method([resource, "string"], resource, (check, subresource) =>
      check.with({ subresource }),
    ),
  },
  namespace: {
    resourcecheck_namespace: method([resource, "string"], resource, (check, namespace) => check.with({ namespace })),
  },
  // Roles do not know selectors, so that they narrow nothing down.
  fieldSelector: { resourcecheck_fieldselector: method([resource, "string"], resource, (check) => check) },
  labelSelector: { resourcecheck_labelselector: method([resource, "string"], resource, (check) => check) },
  name: { resourcecheck_name: method([resource, "string"], resource, (check, name) => check.with({ name })) },
  check: {
    pathcheck_check: method([path, "string"], decision, ({ authorizer: asked, path: url }, verb) => {
      return new AccessDecision(asked.ask({ kind: "path", path: url, verb }));
    }),
    resourcecheck_check: method([resource, "string"], decision, ({ authorizer: asked, parts }, verb) => {
      return new AccessDecision(asked.ask({ kind: "resource", verb, ...parts }));
    }),
  },
  allowed: { decision_allowed: method([decision], "bool", ({ answer }) => answer.allowed) },
  reason: { decision_reason: method([decision], "string", ({ answer }) => answer.reason) },
  // Roles are always known: there is nothing that could go wrong.
  errored: { decision_errored: method([decision], "bool", () => false) },
  error: { decision_error: method([decision], "string", () => "") },
});
