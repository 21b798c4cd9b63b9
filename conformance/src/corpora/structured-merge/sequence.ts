import { equalJson, messageOf, stringifyJson } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import {
  applyFields,
  extractItems,
  FieldSet,
  formatMismatches,
  formatPath,
  mergeTyped,
  updateFields,
  validateTyped,
} from "@flux-ts/kube-schema";
import type { FieldConflict, Managers, OwnershipFilter, TypedValue, ValueType } from "@flux-ts/kube-schema";
import { parseYaml } from "@flux-ts/yaml";
import { createConverter } from "./converters.ts";
import type { ConverterName } from "./converters.ts";
import { findType } from "./schemas.ts";

/** Writes of several managers to one object, and what the library made of each. */
export type Sequence = {
  readonly name: string;
  readonly versions: { readonly [apiVersion: string]: { readonly schema: string; readonly type: string } };
  readonly converter: ConverterName;
  readonly returnInputOnNoop: boolean;
  readonly hasIgnoreFilter: boolean;
  readonly ignoredFields: { readonly [apiVersion: string]: JsonObject };
  readonly ops: readonly Step[];
};

type Step = {
  readonly op: "apply" | "forceApply" | "extractApply" | "update" | "changeSchema";
  readonly manager: string;
  readonly apiVersion: string;
  readonly object: JsonValue;
  readonly schema: string;
  readonly liveAfter: JsonValue;
  readonly managedAfter: { readonly [manager: string]: JsonObject };
  readonly conflicts: readonly JsonObject[];
  readonly error: string;
};

export function runSequence(sequence: Sequence): string | undefined {
  const state = new State(sequence);
  for (const [index, step] of sequence.ops.entries()) {
    const difference = runStep(state, step);
    if (difference !== undefined) return `step ${index} (${step.op}): ${difference}`;
  }
  return undefined;
}

function runStep(state: State, step: Step): string | undefined {
  let error: string | undefined;
  let conflicts: readonly FieldConflict[] = [];
  try {
    conflicts = state.take(step);
  } catch (thrown) {
    error = messageOf(thrown);
  }
  return (
    differenceOf("error", error ?? null, step.error ?? null) ??
    differenceOf("conflicts", conflictsAsRecorded(conflicts), step.conflicts ?? []) ??
    differenceOf("object", state.live?.value ?? null, step.liveAfter ?? null) ??
    differenceOf("managers", managersAsRecorded(state.managers), step.managedAfter ?? {})
  );
}

function differenceOf(what: string, got: JsonValue, want: JsonValue): string | undefined {
  return equalJson(got, want) ? undefined : `${what}\nwant ${stringifyJson(want)}\ngot  ${stringifyJson(got)}`;
}

function conflictsAsRecorded(conflicts: readonly FieldConflict[]): JsonValue {
  const recorded = conflicts.map(({ manager, path }) => ({ manager, path: formatPath(path) }));
  return recorded.toSorted((a, b) => (a.manager + a.path < b.manager + b.path ? -1 : 1));
}

function managersAsRecorded(managers: Managers): JsonValue {
  return Object.fromEntries(
    [...managers].map(([name, { apiVersion, applied, fields }]) => [
      name,
      { apiVersion, applied, fields: fields.toJson() },
    ]),
  );
}

class State {
  live: TypedValue | undefined;
  managers: Managers = new Map();
  readonly #types: Map<string, ValueType>;
  readonly #sequence: Sequence;

  constructor(sequence: Sequence) {
    this.#sequence = sequence;
    this.#types = new Map(
      Object.entries(sequence.versions).map(([apiVersion, { schema, type }]) => [apiVersion, findType(schema, type)]),
    );
  }

  /** Does one step; a conflict changes nothing. */
  take(step: Step): readonly FieldConflict[] {
    switch (step.op) {
      case "changeSchema":
        this.#changeSchema(step.schema);
        return [];
      case "update":
        this.#update(step);
        return [];
      case "extractApply":
        return this.#apply(step, this.#extracted(step));
      case "apply":
      case "forceApply":
        return this.#apply(step, this.#read(step, false));
    }
  }

  #changeSchema(schema: string): void {
    for (const [apiVersion, { type }] of Object.entries(this.#sequence.versions)) {
      this.#types.set(apiVersion, findType(schema, type));
    }
    const type = this.live && findType(schema, this.live.type.name ?? "");
    if (this.live && type) this.live = checked({ value: this.live.value, type }, false);
  }

  #update(step: Step): void {
    const next = this.#read(step, true);
    this.managers = updateFields({ ...this.#operation(step), next });
    this.live = next;
  }

  #apply(step: Step, applied: TypedValue): readonly FieldConflict[] {
    const operation = this.#operation(step);
    this.live = operation.live;
    const outcome = applyFields({ ...operation, applied, force: step.op !== "apply" });
    if (!outcome.applied) return outcome.conflicts;
    this.managers = outcome.managers;
    if (outcome.changed || this.#sequence.returnInputOnNoop) this.live = outcome.value;
    return [];
  }

  /** What the manager owns, with the object of the step on top. */
  #extracted(step: Step): TypedValue {
    const applied = this.#read(step, false);
    if (this.live === undefined) return applied;
    const owned = this.managers.get(step.manager)?.fields ?? FieldSet.empty;
    return mergeTyped(extractItems(this.#operation(step).live, owned.leaves()), applied);
  }

  #operation({ apiVersion, manager }: Step) {
    const converter = createConverter(this.#sequence.converter, (version) => this.#types.get(version));
    const live = converter.convert(this.live ?? { value: null, type: this.#typeOf(apiVersion) }, apiVersion);
    if (live === undefined) throw new RangeError(`no such version: ${apiVersion}`);
    return { live, apiVersion, manager, managers: this.managers, converter, ownable: ownableIn(this.#sequence) };
  }

  #read({ object, apiVersion }: Step, allowDuplicates: boolean): TypedValue {
    const value = typeof object === "string" ? parseYaml(object) : object;
    return checked({ value, type: this.#typeOf(apiVersion) }, allowDuplicates);
  }

  #typeOf(apiVersion: string): ValueType {
    const type = this.#types.get(apiVersion);
    if (type === undefined) throw new RangeError(`no such version: ${apiVersion}`);
    return type;
  }
}

function checked(typed: TypedValue, allowDuplicates: boolean): TypedValue {
  const mismatches = validateTyped(typed, { allowDuplicates });
  if (mismatches.length > 0) throw new TypeError(formatMismatches(mismatches));
  return typed;
}

function ownableIn({ ignoredFields }: Sequence): OwnershipFilter | undefined {
  if (ignoredFields === undefined) return undefined;
  return (fields, apiVersion) => fields.recursiveDifference(FieldSet.parse(ignoredFields[apiVersion] ?? {}));
}
