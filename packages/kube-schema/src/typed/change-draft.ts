import type { SetDraft, SetNode } from "../field-set/node.ts";

/** How one value changed, as entries of three sets. */
export interface Changes {
  readonly added?: SetNode | undefined;
  readonly modified?: SetNode | undefined;
  readonly removed?: SetNode | undefined;
}

/** Collects the changes of the parts of a value. */
export class ChangeDraft {
  #added: SetDraft | undefined;
  #modified: SetDraft | undefined;
  #removed: SetDraft | undefined;

  put(key: string, { added, modified, removed }: Changes): void {
    if (added) (this.#added ??= {})[key] = added;
    if (modified) (this.#modified ??= {})[key] = modified;
    if (removed) (this.#removed ??= {})[key] = removed;
  }

  /** Undefined when there are none. */
  changes(): Changes | undefined {
    if (!this.#added && !this.#modified && !this.#removed) return undefined;
    return { added: this.#added, modified: this.#modified, removed: this.#removed };
  }
}
