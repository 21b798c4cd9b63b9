import { configMapArgsType, metadataType, secretArgsType } from "../kustomization/schema.ts";
import type { FieldType, StructFields } from "../kustomization/decode.ts";
import type { GeneratorArgs } from "../kustomization/types.ts";
import type { Loader } from "../load/loader.ts";
import { readConfig } from "../plugin/config.ts";
import type { GeneratorFactory } from "../plugin/plugin.ts";
import type { Resource } from "../resource/resource.ts";
import { generateConfigMap, generateSecret } from "./data-objects.ts";

type Generate = (args: GeneratorArgs, loader: Loader) => Resource;

function createDataGenerator(type: FieldType, goName: string, generate: Generate): GeneratorFactory {
  return (config, { loader }) => {
    const args = readConfig<GeneratorArgs & { metadata?: { name?: string; namespace?: string } }>(config, goName, {
      ...fieldsOf(type),
      metadata: metadataType,
    });
    return { generate: () => [generate(withMetadata(args), loader)] };
  };
}

function fieldsOf(type: FieldType): StructFields {
  return type.is === "struct" ? type.fields() : {};
}

/** In a configuration file the name may stand where every object has it. */
function withMetadata({
  metadata,
  ...args
}: GeneratorArgs & { metadata?: { name?: string; namespace?: string } }): GeneratorArgs {
  const name = args.name || metadata?.name;
  const namespace = args.namespace || metadata?.namespace;
  return { ...args, ...(name && { name }), ...(namespace && { namespace }) };
}

export const createConfigMapGenerator = createDataGenerator(
  configMapArgsType,
  "ConfigMapGeneratorPlugin",
  generateConfigMap,
);
export const createSecretGenerator = createDataGenerator(secretArgsType, "SecretGeneratorPlugin", generateSecret);
