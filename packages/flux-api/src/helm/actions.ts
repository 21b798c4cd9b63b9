/** What a HelmRelease says of each action of Helm. */
import { boolean, integer, list, object, oneOf, optional, string } from "../schema/schema.ts";
import type { Infer, Schema } from "../schema/schema.ts";
import { duration } from "../shared/meta.ts";

const actionTimeout = duration("Limit of each step of the action. Defaults to spec.timeout.");

const disableHooks = boolean({ description: "Runs no hooks." });

const waiting = {
  disableWait: optional(boolean({ description: "Does not wait until the objects are ready." })),
  disableWaitForJobs: optional(boolean({ description: "Does not wait until Jobs are done." })),
};

const checking = {
  disableOpenAPIValidation: optional(boolean({ description: "Does not check the objects against the cluster's API." })),
  disableSchemaValidation: optional(boolean({ description: "Does not check the values against the chart's schema." })),
  disableTakeOwnership: optional(boolean({ description: "Fails where an object belongs to another release or none." })),
};

const crds = (fallback: string): Schema<"Skip" | "Create" | "CreateReplace"> =>
  oneOf(["Skip", "Create", "CreateReplace"], {
    description: `What is done with the chart's CRDs. Defaults to ${fallback}.`,
  });

const serverSideApply = oneOf(["enabled", "disabled", "auto"], {
  description: "Whether the objects are applied by the server; auto: as in the release before. Defaults to auto.",
});

const remediationFields = {
  retries: optional(integer({ description: "How often a failed action is tried again; -1: without end." })),
  ignoreTestFailures: optional(
    boolean({ description: "Failed tests are no reason. Defaults to test.ignoreFailures." }),
  ),
  remediateLastFailure: optional(boolean({ description: "Remedies the last failure, too, after all retries." })),
};

const strategyFields = {
  name: oneOf(["RemediateOnFailure", "RetryOnFailure"], {
    description: "Whether a failed action is remedied before it is tried again.",
  }),
  retryInterval: optional(duration("How soon RetryOnFailure tries again. Defaults to 5m.")),
};

export const install = object(
  {
    crds: optional(crds("Create")),
    skipCRDs: optional(boolean({ description: "Deprecated: use crds with Skip." })),
    createNamespace: optional(boolean({ description: "Creates the target namespace." })),
    replace: optional(
      boolean({ description: "Takes the name of a release that was uninstalled with its history kept." }),
    ),
    serverSideApply: optional(
      boolean({ description: "Whether the objects are applied by the server. Defaults to true." }),
    ),
    timeout: optional(actionTimeout),
    disableHooks: optional(disableHooks),
    ...waiting,
    ...checking,
    remediation: optional(
      object(remediationFields, { description: "What follows a failed installation: uninstalling and retrying." }),
    ),
    strategy: optional(
      object(strategyFields, {
        description: "What follows a failed installation. Defaults to RemediateOnFailure.",
        rules: [
          {
            message: ".retryInterval cannot be set when .name is 'RemediateOnFailure'",
            rule: "!has(self.retryInterval) || self.name != 'RemediateOnFailure'",
          },
        ],
      }),
    ),
  },
  { description: "How the chart is installed." },
);
export type HelmInstall = Infer<typeof install>;

export const upgrade = object(
  {
    crds: optional(crds("Skip")),
    cleanupOnFail: optional(boolean({ description: "Deletes objects that a failed upgrade created." })),
    force: optional(boolean({ description: "Replaces objects that cannot be changed; not with server-side apply." })),
    preserveValues: optional(boolean({ description: "Merges the values into those of the release before." })),
    chartNameChangeStrategy: optional(
      oneOf(["InPlaceUpdate", "Reinstall"], {
        description: "What is done when the chart has another name. Defaults to Reinstall.",
      }),
    ),
    serverSideApply: optional(serverSideApply),
    timeout: optional(actionTimeout),
    disableHooks: optional(disableHooks),
    ...waiting,
    ...checking,
    remediation: optional(
      object(
        {
          ...remediationFields,
          strategy: optional(oneOf(["rollback", "uninstall"], { description: "The remedy. Defaults to rollback." })),
        },
        { description: "What follows a failed upgrade: a remedy and retrying." },
      ),
    ),
    strategy: optional(
      object(strategyFields, {
        description: "What follows a failed upgrade. Defaults to RemediateOnFailure.",
        rules: [
          {
            message: ".retryInterval can only be set when .name is 'RetryOnFailure'",
            rule: "!has(self.retryInterval) || self.name == 'RetryOnFailure'",
          },
        ],
      }),
    ),
  },
  { description: "How the release is upgraded." },
);
export type HelmUpgrade = Infer<typeof upgrade>;

export const rollback = object(
  {
    cleanupOnFail: optional(boolean({ description: "Deletes objects that a failed rollback created." })),
    force: optional(boolean({ description: "Replaces objects that cannot be changed; not with server-side apply." })),
    recreate: optional(boolean({ description: "Deprecated: has no effect." })),
    serverSideApply: optional(serverSideApply),
    timeout: optional(actionTimeout),
    disableHooks: optional(disableHooks),
    ...waiting,
  },
  { description: "How the release is rolled back." },
);
export type HelmRollback = Infer<typeof rollback>;

export const uninstall = object(
  {
    keepHistory: optional(boolean({ description: "Keeps the release in Helm's storage, marked as uninstalled." })),
    deletionPropagation: optional(
      oneOf(["background", "foreground", "orphan"], {
        description: "How dependents of the objects are deleted.",
        default: "background",
      }),
    ),
    timeout: optional(actionTimeout),
    disableHooks: optional(disableHooks),
    disableWait: optional(boolean({ description: "Does not wait until the objects are gone." })),
  },
  { description: "How the release is uninstalled." },
);
export type HelmUninstall = Infer<typeof uninstall>;

const testFilter = object({
  name: string({ description: "Name of the test.", minLength: 1, maxLength: 253 }),
  exclude: optional(boolean({ description: "Runs all tests but this one." })),
});

export const test = object(
  {
    enable: optional(boolean({ description: "Runs the tests of the chart after installing and upgrading." })),
    filters: optional(list(testFilter, { description: "Which tests are run; all when empty." })),
    ignoreFailures: optional(boolean({ description: "A failed test does not fail the release." })),
    timeout: optional(actionTimeout),
  },
  { description: "How the release is tested." },
);
export type HelmTest = Infer<typeof test>;
