import { getOwn } from "@flux-ts/base";
import { emitYaml } from "@flux-ts/yaml";
import { KustomizeError, withPrefix } from "../errors.ts";
import type { PluginConfig } from "../kustomization/types.ts";
import type { Generator, PluginContext, Transformer } from "../plugin/plugin.ts";
import type { GeneratorKind, TransformerKind } from "../plugin/registry.ts";
import { generatorFactories, transformerFactories } from "../plugin/registry.ts";
import { formatId } from "../resource/id.ts";
import type { PluginOrigin, Resource } from "../resource/resource.ts";
import { scalarText } from "../resource/value.ts";
import type { InlinePlugin } from "./inline-plugins.ts";

/** A plugin that is set up, and what `buildMetadata` says of it. */
export interface Configured<Plugin> {
  readonly plugin: Plugin;
  readonly origin: PluginOrigin;
}

export function setUpTransformer(inline: InlinePlugin<TransformerKind>, context: PluginContext): Transformer {
  return withPrefix(troubleText(inline), () => transformerFactories[inline.kind](inline.config, context));
}

export function setUpGenerator(inline: InlinePlugin<GeneratorKind>, context: PluginContext): Generator {
  return withPrefix(troubleText(inline), () => generatorFactories[inline.kind](inline.config, context));
}

function troubleText({ kind, config }: InlinePlugin<string>): string {
  return `trouble configuring builtin ${kind} with config: \`\n${emitYaml(config)}\``;
}

/** Sets up the transformers that configuration objects describe. @throws KustomizeError */
export function transformersFrom(configs: readonly Resource[], context: PluginContext): Configured<Transformer>[] {
  return configs.map((config) => setUp(config, context, transformerFactories));
}

/** Sets up the generators that configuration objects describe. @throws KustomizeError */
export function generatorsFrom(configs: readonly Resource[], context: PluginContext): Configured<Generator>[] {
  return configs.map((config) => setUp(config, context, generatorFactories));
}

type Factories<Plugin> = { readonly [kind: string]: (config: PluginConfig, context: PluginContext) => Plugin };

function setUp<Plugin>(config: Resource, context: PluginContext, factories: Factories<Plugin>): Configured<Plugin> {
  const factory =
    scalarText(getOwn(config.object, "apiVersion")) === "builtin" ? getOwn(factories, config.id.kind) : undefined;
  const text = formatId(config.id);
  if (factory === undefined) {
    throw new KustomizeError(
      "plugin",
      `external plugins disabled; unable to load external plugin '${config.id.kind}'`,
      {
        position: config.origin.position,
      },
    );
  }
  const plugin = withPrefix(`plugin ${text} fails configuration`, () => factory(config.object, context));
  return { plugin, origin: originOf(config) };
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
