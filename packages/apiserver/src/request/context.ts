import type { AuditNotes } from "../audit/notes.ts";
import type { Clock } from "../clock.ts";
import type { Projection } from "../resources/projection.ts";
import type { ServedResource } from "../resources/resource.ts";
import type { Call } from "./call.ts";
import type { User } from "./user.ts";

/** A request to a resource, understood: who wants what of which objects. */
export interface ResourceContext {
  readonly call: Call;
  readonly user: User;
  readonly served: ServedResource;
  /** `""` for cluster-scoped resources and for requests across all namespaces. */
  readonly namespace: string;
  /** `""` for requests to a collection. */
  readonly name: string;
  /** `""` for requests to the resource itself. */
  readonly subresource: string;
  /** What follows the subresource in the path. */
  readonly rest: readonly string[];
  /** What bodies and answers are instead of the object itself. */
  readonly projection: Projection | undefined;
  readonly clock: Clock;
  readonly notes: AuditNotes;
  /** Adds a `Warning` to the answer. The same text is sent once. */
  readonly warn: (text: string) => void;
}
