import type { KubeObject, ObjectMeta } from "@flux-ts/base";
import type { ObjectKey } from "@flux-ts/kube";
import type { DefinedKind } from "./definitions.ts";
import type { ApplyFailure } from "./errors.ts";
import type { Loss } from "./losses.ts";
import type { DesiredObject } from "./options.ts";

/**
 * What the server says about an object:
 * `skip` it is not to be applied; `trust` it was not asked, since the object is known to be as it shall be; `keep` the
 * object is so; `write` it is valid; `replace` it must be deleted and created again; `later` it can be checked only after others of its set were written; `invalid` it cannot be applied.
 */
export type Checked =
  | { readonly verdict: "trust" | "replace"; readonly desired: DesiredObject; readonly key: ObjectKey }
  | {
      readonly verdict: "skip";
      readonly desired: DesiredObject;
      readonly key: ObjectKey;
      /** Metadata of the object that is left alone, where it was looked at. */
      readonly live?: ObjectMeta;
    }
  | { readonly verdict: "keep"; readonly desired: DesiredObject; readonly key: ObjectKey; readonly live: KubeObject }
  | {
      readonly verdict: "write";
      readonly desired: DesiredObject;
      readonly key: ObjectKey;
      /** Metadata of the object in the cluster; undefined when it is to be created. */
      readonly live: ObjectMeta | undefined;
      /** What others have taken of an object that had been applied. */
      readonly losses: readonly Loss[];
    }
  | {
      readonly verdict: "later";
      readonly desired: DesiredObject;
      readonly key: ObjectKey;
      readonly failure: ApplyFailure;
    }
  | { readonly verdict: "invalid"; readonly desired: DesiredObject; readonly failure: ApplyFailure };

/** What the set itself brings: a dry-run that fails for want of it is repeated after it was written. */
export interface Provided {
  readonly kinds: ReadonlyMap<string, DefinedKind>;
  readonly namespaces: ReadonlySet<string>;
}
