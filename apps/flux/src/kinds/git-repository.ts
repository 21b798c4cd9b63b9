import { apiVersionOf, gitRepositoryKind } from "@flux-ts/flux-api";
import type { GitRepository } from "@flux-ts/flux-api";
import { shortenDigests } from "../output/hex.ts";
import { defineKind, messageColumn, readyColumn, suspendedColumn } from "./kind.ts";

export const gitRepository = defineKind<GitRepository>({
  apiVersion: apiVersionOf(gitRepositoryKind),
  kind: gitRepositoryKind.kind,
  humanKind: "source git",
  columns: [
    { title: "Revision", cell: ({ status }) => shortenDigests(status?.artifact?.revision ?? "") },
    suspendedColumn,
    readyColumn,
    messageColumn,
  ],
  successMessage: ({ status }) => `fetched revision ${status?.artifact?.revision ?? ""}`,
});
