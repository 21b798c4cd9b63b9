import type { Schema } from "../merge/schema.ts";
import type { Loader } from "../load/loader.ts";
import type { ResourceSet } from "../resource/resource-set.ts";
import type { Resource } from "../resource/resource.ts";
import type { PluginConfig } from "../kustomization/types.ts";
import type { ChartRenderer } from "./charts.ts";

/** What a plugin may use while it is set up. */
export interface PluginContext {
  readonly loader: Loader;
  /** The schema in force. */
  readonly schema: () => Schema;
  readonly renderChart: ChartRenderer | undefined;
}

export interface Transformer {
  transform(set: ResourceSet): void;
}

export interface Generator {
  generate(): readonly Resource[];
}

/** Sets a transformer up. @throws KustomizeError when the configuration is wrong. */
export type TransformerFactory = (config: PluginConfig, context: PluginContext) => Transformer;

/** Sets a generator up. @throws KustomizeError when the configuration is wrong. */
export type GeneratorFactory = (config: PluginConfig, context: PluginContext) => Generator;

/** A transformer that treats each object for itself. */
export function forEach(change: (resource: Resource, set: ResourceSet) => void): Transformer {
  return {
    transform: (set) => {
      for (const resource of set.resources) change(resource, set);
    },
  };
}
