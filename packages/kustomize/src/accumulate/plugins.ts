import type { JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject, setOwn } from "@flux-ts/base";
import { emitYaml } from "@flux-ts/yaml";
import { KustomizeError, withPrefix } from "../errors.ts";
import type { PluginConfig } from "../kustomization/types.ts";
import type { Generator, PluginContext, Transformer } from "../plugin/plugin.ts";
import type { GeneratorKind, TransformerKind } from "../plugin/registry.ts";
import { generatorFactories, transformerFactories } from "../plugin/registry.ts";
import { formatGvk, formatId } from "../resource/id.ts";
import type { PluginOrigin, Resource } from "../resource/resource.ts";
import { scalarText } from "../resource/value.ts";
import type { InlinePlugin } from "./inline-plugins.ts";

/** A plugin that is set up, and what `buildMetadata` says of it. */
export interface Configured<Plugin> {
  readonly plugin: Plugin;
  readonly origin: PluginOrigin;
}

export function setUpTransformer(inline: InlinePlugin<TransformerKind>, context: PluginContext): Transformer {
  return withPrefix(
    () => troubleText(inline),
    () => transformerFactories[inline.kind](inline.config, context),
  );
}

export function setUpGenerator(inline: InlinePlugin<GeneratorKind>, context: PluginContext): Generator {
  return withPrefix(
    () => troubleText(inline),
    () => generatorFactories[inline.kind](inline.config, context),
  );
}

function troubleText({ kind, config: { replacements, ...config } }: InlinePlugin<string>): string {
  // This one field has no name of its own in the real tool's configuration: Go's is shown.
  if (replacements !== undefined) setOwn(config, "Replacements", withoutEmptyLists(replacements));
  return `trouble configuring builtin ${kind} with config: \`\n${emitYaml(config)}\``;
}

/** Sets up the transformers that configuration objects describe. @throws KustomizeError */
export function transformersFrom(configs: readonly Resource[], context: PluginContext): Configured<Transformer>[] {
  return configs.map((config) => {
    const plugin = setUp(config, context);
    if ("transform" in plugin) return { plugin, origin: originOf(config) };
    throw pluginError(`plugin ${formatId(config.id)} not a transformer`, config);
  });
}

/** Sets up the generators that configuration objects describe. @throws KustomizeError */
export function generatorsFrom(configs: readonly Resource[], context: PluginContext): Configured<Generator>[] {
  return configs.map((config) =>
    withPrefix("failed to load generator", () => {
      const plugin = setUp(config, context);
      if ("generate" in plugin) return { plugin, origin: originOf(config) };
      throw pluginError(`plugin ${formatId(config.id)} not a generator`, config);
    }),
  );
}

type Factory = (config: PluginConfig, context: PluginContext) => Generator | Transformer;

const factories: { readonly [kind: string]: Factory } = { ...generatorFactories, ...transformerFactories };

function setUp(config: Resource, context: PluginContext): Generator | Transformer {
  const { id, object } = config;
  if (scalarText(getOwn(object, "apiVersion")) !== "builtin") {
    throw pluginError(`external plugins disabled; unable to load external plugin '${id.kind}'`, config);
  }
  const factory = getOwn(factories, id.kind);
  if (factory === undefined) throw pluginError(`unable to load builtin ${formatGvk(id)}`, config);
  return withPrefix(
    () => `plugin ${formatId(id)} fails configuration`,
    () => factory(object, context),
  );
}

function pluginError(message: string, { origin }: Resource): KustomizeError {
  return new KustomizeError("plugin", message, { position: origin.position });
}

function originOf({ id, origin }: Resource): PluginOrigin {
  return {
    configuredIn: origin.path ?? origin.generator?.configuredIn ?? "",
    configuredBy: {
      apiVersion: "builtin",
      kind: id.kind,
      ...(id.name && { name: id.name }),
      ...(id.namespace && { namespace: id.namespace }),
    },
  };
}

function withoutEmptyLists(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutEmptyLists);
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([, field]) => !(Array.isArray(field) && field.length === 0));
  return Object.fromEntries(kept.map(([name, field]) => [name, withoutEmptyLists(field)]));
}
