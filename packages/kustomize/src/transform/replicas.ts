import { KustomizeError } from "../errors.ts";
import { applyFieldSpec } from "../field/field-spec.ts";
import { setScalar } from "../field/setters.ts";
import { fieldSpecsType, replicaType } from "../kustomization/schema.ts";
import type { FieldSpecEntry, ReplicaEntry } from "../kustomization/types.ts";
import { compileFieldSpecs, readConfig } from "../plugin/config.ts";
import type { TransformerFactory } from "../plugin/plugin.ts";
import { formatGvk, selectsKind } from "../resource/id.ts";
import { formatGoList } from "../text/go.ts";

/** Sets the replica count of the objects that have, or had, a name. */
export const createReplicaCountTransformer: TransformerFactory = (config) => {
  const { replica, fieldSpecs } = readConfig<{ replica?: ReplicaEntry; fieldSpecs?: FieldSpecEntry[] }>(
    config,
    "ReplicaCountTransformerPlugin",
    { replica: replicaType, fieldSpecs: fieldSpecsType },
  );
  const specs = compileFieldSpecs(fieldSpecs);
  const { name = "", count = 0 } = replica ?? {};
  return {
    transform: (set) => {
      let found = false;
      for (const spec of specs) {
        for (const resource of set.named(name)) {
          const ids = [...resource.previousIds, resource.id];
          if (!ids.some((id) => id.name === name && selectsKind(spec, id))) continue;
          found = true;
          applyFieldSpec(
            resource,
            spec,
            setScalar(() => count),
            "scalar",
          );
        }
      }
      if (!found) throw noMatch(name, specs.map(formatGvk));
    },
  };
};

function noMatch(name: string, kinds: readonly string[]): KustomizeError {
  return new KustomizeError(
    "no-match",
    `resource with name ${name} does not match a config with the following GVK ${formatGoList(kinds)}`,
  );
}
