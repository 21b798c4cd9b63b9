import type { KubeObject } from "@flux-ts/base";

/** `info` and `error` reach Kubernetes and the notification controller, `trace` only Kubernetes (as a normal event). */
export type EventSeverity = "info" | "error" | "trace";

/** Something that happened, as a reconciler tells it. */
export interface RunEvent {
  readonly severity: EventSeverity;
  readonly reason: string;
  readonly message: string;
  /** Facts such as `revision`. A key without `/` gets the API group of the object as prefix. */
  readonly metadata?: EventMetadata;
}

export type EventMetadata = { readonly [key: string]: string };

/** Something that happened to an object. */
export interface ObjectEvent extends RunEvent {
  readonly object: KubeObject;
  readonly metadata: EventMetadata;
  readonly time: Date;
}

/** Takes events without ever failing or waiting; what cannot be kept up with is dropped. */
export interface EventRecorder {
  record(event: ObjectEvent): void;
  /** Resolves when everything recorded so far has been delivered or given up. */
  flush(): Promise<void>;
  /** Drops what has not been delivered; what is recorded later is dropped too. */
  close(): Promise<void>;
}
