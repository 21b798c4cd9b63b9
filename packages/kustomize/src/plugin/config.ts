import { decode, demandDecoded, struct } from "../kustomization/decode.ts";
import type { StructFields } from "../kustomization/decode.ts";
import { createFieldSpec } from "../field/field-spec.ts";
import type { FieldSpec } from "../field/field-spec.ts";
import { KustomizeError } from "../errors.ts";
import type { FieldSpecEntry, PluginConfig } from "../kustomization/types.ts";

/** Reads the fields of a plugin's configuration; others are left alone, scalars become texts where texts are due. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the type that its schema describes
export function readConfig<T>(config: PluginConfig, goName: string, fields: StructFields): T {
  const result = decode(config, struct(goName, fields), { strict: false, coerce: true });
  return demandDecoded<T>(
    result,
    ({ message }) => new KustomizeError("invalid-config", `error unmarshaling JSON: while decoding JSON: ${message}`),
  );
}

/** Most kustomizations use the built-in specs: each list is compiled once. */
const compiled = new WeakMap<readonly FieldSpecEntry[], readonly FieldSpec[]>();

export function compileFieldSpecs(entries: readonly FieldSpecEntry[] = []): readonly FieldSpec[] {
  const known = compiled.get(entries);
  if (known) return known;
  const specs = entries.map((entry) => createFieldSpec({ ...entry, path: entry.path ?? "" }));
  compiled.set(entries, specs);
  return specs;
}
