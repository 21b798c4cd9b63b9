import { allFlag } from "../objects/named.ts";
import type { Entry, Group } from "../program/command.ts";
import { getFlags } from "./get/flags.ts";
import { resumeFlags } from "./resume/flags.ts";

/** Names that several commands share. */
const ks = { name: "kustomization", aliases: ["ks"] };

const get: Group = {
  name: "get",
  summary: "Print Flux objects and their state",
  flags: getFlags,
  commands: [
    {
      name: "all",
      summary: "Print all sources and what is made of them",
      load: async () => (await import("./get/all.ts")).getAll,
    },
    {
      name: "kustomizations",
      aliases: ["ks", "kustomization"],
      summary: "Print Kustomizations",
      load: async () => (await import("./get/kustomizations.ts")).getKustomizations,
    },
    {
      name: "sources",
      aliases: ["source"],
      summary: "Print sources",
      commands: [
        {
          name: "all",
          summary: "Print sources of every kind",
          load: async () => (await import("./get/sources/all.ts")).getAllSources,
        },
        {
          name: "git",
          summary: "Print GitRepositories",
          load: async () => (await import("./get/sources/git.ts")).getGitSources,
        },
      ],
    },
  ],
};

const reconcile: Group = {
  name: "reconcile",
  summary: "Reconcile an object now and wait for the outcome",
  commands: [
    {
      ...ks,
      summary: "Reconcile a Kustomization",
      load: async () => (await import("./reconcile/kustomization.ts")).reconcileKustomization,
    },
    {
      name: "source",
      summary: "Reconcile a source",
      commands: [
        {
          name: "git",
          summary: "Reconcile a GitRepository",
          load: async () => (await import("./reconcile/source/git.ts")).reconcileGitSource,
        },
      ],
    },
  ],
};

const suspend: Group = {
  name: "suspend",
  summary: "Suspend the reconciliation of objects",
  flags: allFlag,
  commands: [
    {
      ...ks,
      summary: "Suspend Kustomizations",
      load: async () => (await import("./suspend/kustomization.ts")).suspendKustomization,
    },
    {
      name: "source",
      summary: "Suspend sources",
      commands: [
        {
          name: "git",
          summary: "Suspend GitRepositories",
          load: async () => (await import("./suspend/source/git.ts")).suspendGitSource,
        },
      ],
    },
  ],
};

const resume: Group = {
  name: "resume",
  summary: "Resume suspended objects and wait until they are reconciled",
  flags: resumeFlags,
  commands: [
    {
      ...ks,
      summary: "Resume Kustomizations",
      load: async () => (await import("./resume/kustomization.ts")).resumeKustomization,
    },
    {
      name: "source",
      summary: "Resume sources",
      commands: [
        {
          name: "git",
          summary: "Resume GitRepositories",
          load: async () => (await import("./resume/source/git.ts")).resumeGitSource,
        },
      ],
    },
  ],
};

const single: readonly Entry[] = [
  {
    name: "check",
    summary: "Check the cluster and the controllers",
    load: async () => (await import("./check.ts")).check,
  },
  {
    name: "start",
    summary: "Run a fleet on a Kubernetes API in this process",
    load: async () => (await import("./start.ts")).start,
  },
  {
    name: "version",
    summary: "Print the versions of this program and of what runs in the cluster",
    load: async () => (await import("./version.ts")).version,
  },
];

/** All commands. Their modules are loaded when they are called. */
export const commands: Group = {
  name: "flux",
  summary: "Flux, the GitOps toolkit for Kubernetes",
  commands: [get, reconcile, suspend, resume, ...single],
};
