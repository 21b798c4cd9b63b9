import { apiVersionOf, kustomizationKind } from "@flux-ts/flux-api";
import type { Kustomization } from "@flux-ts/flux-api";
import { shortenDigests } from "../output/hex.ts";
import { defineKind, messageColumn, readyColumn, suspendedColumn } from "./kind.ts";

export const kustomization = defineKind<Kustomization>({
  apiVersion: apiVersionOf(kustomizationKind),
  kind: kustomizationKind.kind,
  humanKind: "kustomization",
  columns: [
    { title: "Revision", cell: ({ status }) => shortenDigests(status?.lastAppliedRevision ?? "") },
    suspendedColumn,
    readyColumn,
    messageColumn,
  ],
  successMessage: ({ status }) => `applied revision ${status?.lastAppliedRevision ?? ""}`,
});
