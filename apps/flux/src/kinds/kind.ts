import type { KubeObject } from "@flux-ts/base";
import { shortenDigests } from "../output/hex.ts";
import { conditionOf, isSuspended } from "../objects/status.ts";

/** A Flux kind as the command line knows it. */
export interface FluxKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** How upstream's messages call it: `source git`. */
  readonly humanKind: string;
  /** What `get` shows, after namespace and name. */
  readonly columns: readonly Column[];
  /** What to say of an object that was reconciled: `fetched revision main@sha1:...`. */
  readonly successMessage: (object: KubeObject) => string;
}

export interface Column {
  readonly title: string;
  readonly cell: (object: KubeObject) => string;
}

/** Gives the functions of a kind the type of its objects. */
export function defineKind<T extends KubeObject>(
  kind: Omit<FluxKind, "columns" | "successMessage"> & {
    readonly columns: readonly { readonly title: string; readonly cell: (object: T) => string }[];
    readonly successMessage: (object: T) => string;
  },
): FluxKind {
  return kind as unknown as FluxKind;
}

export const suspendedColumn: Column = {
  title: "Suspended",
  cell: (object) => (isSuspended(object) ? "True" : "False"),
};

export const readyColumn: Column = {
  title: "Ready",
  cell: (object) => conditionOf(object, "Ready")?.status ?? "False",
};

export const messageColumn: Column = {
  title: "Message",
  cell: (object) => shortenDigests(conditionOf(object, "Ready")?.message ?? "waiting to be reconciled"),
};
