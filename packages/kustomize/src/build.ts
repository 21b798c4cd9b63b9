import type { FileTree, JsonObject, KubeObject, SourcePosition } from "@flux-ts/base";
import { emitYaml } from "@flux-ts/yaml";
import { BuildContext } from "./accumulate/context.ts";
import { Target } from "./accumulate/target.ts";
import type { Kustomization } from "./kustomization/types.ts";
import type { InputClosure } from "./load/closure.ts";
import { recordTree } from "./load/closure.ts";
import { Loader } from "./load/loader.ts";
import type { BuildOptions } from "./options.ts";
import { defaultLimits } from "./options.ts";
import type { PluginContext } from "./plugin/plugin.ts";
import { listPlainResources } from "./plain/manifests.ts";
import { createHashTransformer } from "./transform/hash.ts";
import { createLabelTransformer } from "./transform/labels.ts";
import { sortLegacy, validateSortOptions } from "./transform/sort-order.ts";
import { withoutAnnotations } from "./resource/build-annotations.ts";
import { printableObject } from "./resource/printable.ts";
import type { ResourceSet } from "./resource/resource-set.ts";
import type { Origin, PluginOrigin, Resource } from "./resource/resource.ts";
import { textMap, withField } from "./resource/value.ts";

/** An object of a build. */
export interface BuiltObject {
  readonly object: KubeObject;
  /** Where its text starts; for a generated object the kustomization that asks for it. */
  readonly origin: SourcePosition;
  /** What generated it, if anything did. */
  readonly generatedBy?: PluginOrigin;
  /** The transformers that ran over it, in order. */
  readonly changedBy: readonly PluginOrigin[];
}

export interface BuildResult {
  /** In the order in which they are printed. */
  readonly resources: readonly BuiltObject[];
  readonly closure: InputClosure;
}

const originAnnotation = "config.kubernetes.io/origin";
const localConfigAnnotation = "config.kubernetes.io/local-config";
const transformationsAnnotation = "alpha.config.kubernetes.io/transformations";

/**
 * Builds the kustomization in a folder of a tree, as `kustomize build` 5.8.1 does. Nothing but the tree is read.
 * The time grows linearly with the number of objects.
 *
 * @throws KustomizeError
 */
export function build(tree: FileTree, path: string, options: BuildOptions = {}): BuildResult {
  const recorded = recordTree(tree);
  const limits = { ...defaultLimits, ...options.limits };
  const loader = Loader.open(path, {
    tree: recorded,
    restriction: options.loadRestrictions ?? "rootOnly",
    remote: options.remote,
    maxDepth: limits.maxDepth,
    maxFileSize: limits.maxFileSize,
  });
  const context = new BuildContext(loader.root, options, limits.maxObjects);
  const plugins: PluginContext = { loader, schema: context.schema, renderChart: undefined };
  const { kustomization, set } = accumulate(loader, context, plugins);
  order(set, kustomization, options);
  const metadata = new Set(kustomization.buildMetadata);
  if (options.addManagedByLabel || metadata.has("managedByLabel"))
    labelAsManaged(set, options.version ?? "v5.8.1", plugins);
  return {
    resources: set.resources.filter(isForCluster).map((resource) => finish(resource, metadata)),
    closure: recorded.closure(),
  };
}

function accumulate(
  loader: Loader,
  context: BuildContext,
  plugins: PluginContext,
): { kustomization: Kustomization; set: ResourceSet } {
  const { plainFolders, edit } = context.options;
  const fallback = plainFolders
    ? (root: Loader): JsonObject => ({ resources: listPlainResources(root, context) })
    : undefined;
  const target = Target.load(loader, context, { fallback, edit });
  const { kustomization } = target;
  context.tracksOrigins = (kustomization.buildMetadata ?? []).length > 0;
  context.chooseSchema(kustomization, loader);
  const accumulator = target.accumulate();
  createHashTransformer({}, plugins).transform(accumulator.set);
  accumulator.fixReferences();
  accumulator.resolveVariables();
  accumulator.set.refuseDoubles();
  return { kustomization, set: accumulator.set };
}

function order(set: ResourceSet, { sortOptions }: Kustomization, { reorder }: BuildOptions): void {
  if (sortOptions) {
    validateSortOptions(sortOptions);
    if (sortOptions.order === "legacy") sortLegacy(set, sortOptions.legacySortOptions);
  } else if (reorder === "legacy") {
    sortLegacy(set, undefined);
  }
}

function labelAsManaged(set: ResourceSet, version: string, plugins: PluginContext): void {
  const config = {
    labels: { "app.kubernetes.io/managed-by": `kustomize-${version}` },
    fieldSpecs: [{ path: "metadata/labels", create: true }],
  };
  createLabelTransformer(config, plugins).transform(set);
}

/** Objects marked as local are there for the build alone. */
function isForCluster({ metadata }: Resource): boolean {
  return (textMap(metadata["annotations"])[localConfigAnnotation] ?? "false") === "false";
}

function finish(resource: Resource, metadata: ReadonlySet<string>): BuiltObject {
  const { origin, changedBy } = resource;
  resource.object = printableObject(resource);
  const added = {
    ...(metadata.has("originAnnotations") && { [originAnnotation]: describeOrigin(origin) }),
    ...(metadata.has("transformerAnnotations") &&
      changedBy.length > 0 && { [transformationsAnnotation]: emitYaml(changedBy.map(toJson), { sortKeys: false }) }),
  };
  return {
    object: annotate(resource, added) as KubeObject,
    origin: origin.position ?? { file: "", line: 1 },
    ...(origin.generator && { generatedBy: origin.generator }),
    changedBy,
  };
}

function annotate(resource: Resource, added: { readonly [name: string]: string }): JsonObject {
  const reserved = (name: string): boolean => name === originAnnotation || name === transformationsAnnotation;
  const object = withoutAnnotations(resource, reserved);
  if (Object.keys(added).length === 0) return object;
  const metadata = object["metadata"] as JsonObject;
  return withField(
    object,
    "metadata",
    withField(metadata, "annotations", { ...textMap(metadata["annotations"]), ...added }),
  );
}

function describeOrigin({ path, repo, ref, generator }: Origin): string {
  return emitYaml(
    {
      ...(path && { path }),
      ...(repo && { repo }),
      ...(ref && { ref }),
      ...(generator && toJson(generator)),
    },
    { sortKeys: false },
  );
}

function toJson({ configuredIn, configuredBy }: PluginOrigin): JsonObject {
  return { configuredIn, configuredBy: { ...configuredBy } };
}
