import type { Definition, DefinitionCondition, DefinitionNames } from "./definition.ts";
import { conditionOf } from "./definition.ts";

/** What the names of a definition come to beside the others of its group. */
export interface NameOutcome {
  readonly acceptedNames: DefinitionNames;
  readonly namesAccepted: Omit<DefinitionCondition, "lastTransitionTime">;
  readonly established: Omit<DefinitionCondition, "lastTransitionTime">;
}

interface Taken {
  /** Plural, singular and short names. */
  readonly resources: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
}

/** Decides which names a definition gets: those that no other definition of its group has. */
export function acceptNames(definition: Definition, others: readonly Definition[]): NameOutcome {
  const taken = takenBy(others.filter(({ spec }) => spec.group === definition.spec.group));
  const requested = definition.spec.names;
  const current = definition.status?.acceptedNames ?? { plural: "", kind: "" };
  const conflicts: { reason: string; message: string }[] = [];
  const accepted: { -readonly [K in keyof DefinitionNames]: DefinitionNames[K] } = { ...current };
  const settle = (field: "plural" | "singular" | "kind" | "listKind", reason: string) => {
    const name = requested[field];
    const inUse = field === "kind" || field === "listKind" ? taken.kinds : taken.resources;
    if (name !== undefined && name !== current[field] && inUse.has(name)) {
      conflicts.push({ reason, message: `${JSON.stringify(name)} is already in use` });
    } else if (name !== undefined) accepted[field] = name;
  };
  settle("plural", "PluralConflict");
  settle("singular", "SingularConflict");
  const short = requested.shortNames ?? [];
  const clashing = short.filter((name) => taken.resources.has(name) && !(current.shortNames ?? []).includes(name));
  if (clashing.length > 0) {
    conflicts.push({ reason: "ShortNamesConflict", message: `${JSON.stringify(clashing[0])} is already in use` });
  } else if (requested.shortNames === undefined) delete accepted.shortNames;
  else accepted.shortNames = short;
  settle("kind", "KindConflict");
  settle("listKind", "ListKindConflict");
  if (requested.categories === undefined) delete accepted.categories;
  else accepted.categories = requested.categories;
  return { acceptedNames: accepted, ...conditionsOf(definition, conflicts.at(-1)) };
}

function takenBy(definitions: readonly Definition[]): Taken {
  const names = definitions.flatMap(({ status }) => (status ? [status.acceptedNames] : []));
  return {
    resources: new Set(
      names.flatMap(({ plural, singular = "", shortNames = [] }) => [plural, singular, ...shortNames]),
    ),
    kinds: new Set(names.flatMap(({ kind, listKind = "" }) => [kind, listKind])),
  };
}

function conditionsOf(
  definition: Definition,
  conflict: { readonly reason: string; readonly message: string } | undefined,
) {
  const wasEstablished = conditionOf(definition, "Established");
  if (conflict === undefined) {
    const initial = { reason: "InitialNamesAccepted", message: "the initial names have been accepted" };
    return {
      namesAccepted: {
        type: "NamesAccepted",
        status: "True",
        reason: "NoConflicts",
        message: "no conflicts found",
      } as const,
      established: { type: "Established", status: "True", ...initial } as const,
    };
  }
  return {
    namesAccepted: { type: "NamesAccepted", status: "False", ...conflict } as const,
    // What was served once stays served under its old names.
    established:
      wasEstablished?.status === "True"
        ? wasEstablished
        : ({
            type: "Established",
            status: "False",
            reason: "NotAccepted",
            message: "not all names are accepted",
          } as const),
  };
}
