import { KustomizeError, withPrefix } from "../errors.ts";
import type { KustomizationFile, ReadOptions } from "../kustomization/read.ts";
import { readKustomization } from "../kustomization/read.ts";
import type { Kustomization } from "../kustomization/types.ts";
import type { Loader } from "../load/loader.ts";
import { relativePath } from "../load/path.ts";
import type { Generator, PluginContext, Transformer } from "../plugin/plugin.ts";
import { defineVariables, formatEntries } from "../reference/variables.ts";
import { ResourceSet } from "../resource/resource-set.ts";
import type { PluginOrigin, Resource } from "../resource/resource.ts";
import { formatGoList, quoteGo } from "../text/go.ts";
import { Accumulator } from "./accumulator.ts";
import type { BuildContext } from "./context.ts";
import { readCrdFile } from "./crds.ts";
import { explainBoth, isFinal, reworded, withChain, withPosition } from "./failures.ts";
import { inlineGenerators, inlineTransformers } from "./inline-plugins.ts";
import { readObjects, readObjectsFromText } from "./manifests.ts";
import type { Configured } from "./plugins.ts";
import { generatorsFrom, setUpGenerator, setUpTransformer, transformersFrom } from "./plugins.ts";
import { refuseChanges } from "./validation.ts";
import { defaultConfig, mergeConfigs, readConfigFile } from "./transformer-config.ts";

type FieldPath = readonly (string | number)[];

/** One kustomization on its way from a file to objects. */
export class Target {
  readonly kustomization: Kustomization;
  readonly #file: KustomizationFile;
  readonly #loader: Loader;
  readonly #context: BuildContext;

  private constructor(loader: Loader, context: BuildContext, file: KustomizationFile) {
    this.#loader = loader;
    this.#context = context;
    this.#file = file;
    this.kustomization = file.kustomization;
  }

  /** @throws KustomizeError when the folder has no proper kustomization file. */
  static load(loader: Loader, context: BuildContext, options?: ReadOptions): Target {
    return new Target(loader, context, readKustomization(loader, options));
  }

  /** All that the kustomization and those below it come to. @throws KustomizeError */
  accumulate(): Accumulator {
    return this.#accumulateInto(new Accumulator(this.#context.schema));
  }

  #accumulateInto(accumulator: Accumulator): Accumulator {
    try {
      return this.#run(accumulator);
    } catch (error) {
      throw withChain(error, this.#file.file);
    }
  }

  /** The steps of a build, in the real tool's order. */
  #run(start: Accumulator): Accumulator {
    const { resources = [], components = [], vars = [] } = this.kustomization;
    withPrefix("accumulating resources", () => this.#addResources(start, resources));
    this.#addConfigurations(start);
    this.#generate(start);
    const accumulator = withPrefix("accumulating components", () => this.#addComponents(start, components));
    this.#transform(accumulator);
    this.#validate(accumulator);
    withPrefix(
      () => `merging vars ${formatEntries(vars)}`,
      () => {
        accumulator.addVariables(defineVariables(vars, accumulator.set));
      },
    );
    return accumulator;
  }

  #addResources(accumulator: Accumulator, paths: readonly string[]): void {
    for (const [index, path] of paths.entries()) {
      this.#blaming(["resources", index], () => this.#addResource(accumulator, path));
      this.#refuseTooMany(accumulator);
    }
  }

  #refuseTooMany({ set }: Accumulator): void {
    const { maxObjects } = this.#context;
    if (set.resources.length <= maxObjects) return;
    throw new KustomizeError("limit", `the build has more than ${maxObjects} objects`);
  }

  /** A resource is tried as a file first, then as a folder. */
  #addResource(accumulator: Accumulator, path: string): void {
    try {
      this.#addFile(accumulator, path);
    } catch (asFile) {
      if (!(asFile instanceof KustomizeError) || isFinal(asFile)) throw asFile;
      try {
        this.#addFolder(accumulator, this.#loader.descend(path));
      } catch (asFolder) {
        throw explainBoth(asFile, asFolder);
      }
    }
  }

  #addFile(accumulator: Accumulator, path: string): void {
    const objects = withPrefix(`accumulating resources from '${path}'`, () => {
      const set = new ResourceSet(this.#context.schema);
      set.appendAll(readObjects(path, this.#loader, this.#context));
      return set.resources;
    });
    withPrefix(`merging resources from '${path}'`, () => accumulator.set.appendAll(objects));
  }

  #addFolder(accumulator: Accumulator, loader: Loader): void {
    const target = this.#loadFolder(loader);
    if (target.kustomization.kind === "Component") {
      throw new KustomizeError("invalid-kustomization", `expected kind != 'Component' for path '${loader.display}'`);
    }
    const below = withPrefix(`recursed accumulation of path '${loader.display}'`, () => target.accumulate());
    withPrefix(`recursed merging from path '${loader.display}'`, () => accumulator.merge(below));
  }

  #loadFolder(loader: Loader): Target {
    const target = withPrefix(`couldn't make target for path '${loader.display}'`, () =>
      Target.load(loader, this.#context),
    );
    this.#context.chooseSchema(target.kustomization, loader);
    return target;
  }

  /** Components work on what is there already, in the order they are named. */
  #addComponents(start: Accumulator, paths: readonly string[]): Accumulator {
    let accumulator = start;
    for (const [index, path] of paths.entries()) {
      this.#blaming(["components", index], () => {
        const loader = reworded(
          (text) => `loader.New ${quoteGo(text)}`,
          () => this.#loader.descend(path),
        );
        accumulator = reworded(
          (text) => `accumulateDirectory: ${quoteGo(text)}`,
          () => this.#addComponent(accumulator, loader),
        );
      });
    }
    return accumulator;
  }

  #addComponent(accumulator: Accumulator, loader: Loader): Accumulator {
    const target = this.#loadFolder(loader);
    const { kind } = target.kustomization;
    if (kind !== "Component") {
      throw new KustomizeError(
        "invalid-kustomization",
        `expected kind 'Component' for path '${loader.display}' but got '${kind}'`,
      );
    }
    const result = withPrefix(`recursed accumulation of path '${loader.display}'`, () =>
      target.#accumulateInto(accumulator),
    );
    withPrefix(`recursed merging from path '${loader.display}'`, () => {
      result.set.refuseDoubles();
    });
    return result;
  }

  #addConfigurations(accumulator: Accumulator): void {
    const { configurations = [], crds = [] } = this.kustomization;
    const own = configurations.map((path, index) =>
      this.#blaming(["configurations", index], () => readConfigFile(path, this.#loader)),
    );
    accumulator.mergeConfig([...own, defaultConfig].reduce(mergeConfigs));
    withPrefix(`loading CRDs ${formatGoList(crds)}`, () => {
      for (const path of crds) accumulator.mergeConfig(readCrdFile(path, this.#loader));
    });
  }

  #generate(accumulator: Accumulator): void {
    for (const { plugin, origin } of this.#generators()) {
      const generated = plugin.generate();
      const position = { file: this.#file.file, line: 1 };
      for (const resource of generated) resource.origin = { ...this.#loader.repo, generator: origin, position };
      // The real tool prints the addresses of the generator and of its origin here.
      const address = this.#context.tracksOrigins ? "0xADDR" : "<nil>";
      withPrefix(`merging from generator &{0xADDR ${address}}`, () => accumulator.absorb(generated));
      this.#refuseTooMany(accumulator);
    }
  }

  #generators(): readonly Configured<Generator>[] {
    const context = this.#pluginContext();
    const inline = inlineGenerators(this.kustomization).map((each) => ({
      plugin: this.#blaming(each.path, () => setUpGenerator(each, context)),
      origin: this.#inlineOrigin(each.kind),
    }));
    const configured = withPrefix("loading generator plugins", () =>
      generatorsFrom(this.#pluginConfigs(this.kustomization.generators ?? [], "generators"), context),
    );
    return [...inline, ...configured];
  }

  #transform(accumulator: Accumulator): void {
    const { set } = accumulator;
    for (const { plugin, origin } of this.#transformers(accumulator)) {
      plugin.transform(set);
      set.dropEmpty();
      for (const resource of set.resources) noteChange(resource, origin);
    }
  }

  #transformers(accumulator: Accumulator): readonly Configured<Transformer>[] {
    const context = this.#pluginContext();
    const inline = inlineTransformers(this.kustomization, accumulator.config).map((each) => ({
      plugin: this.#blaming(each.path, () => {
        const plugin = setUpTransformer(each, context);
        return { transform: (set) => this.#blaming(each.path, () => plugin.transform(set)) } satisfies Transformer;
      }),
      origin: this.#inlineOrigin(each.kind),
    }));
    return [
      ...inline,
      ...transformersFrom(this.#pluginConfigs(this.kustomization.transformers ?? [], "transformers"), context),
    ];
  }

  /** Validators are transformers that change nothing. */
  #validate({ set }: Accumulator): void {
    const { validators = [] } = this.kustomization;
    if (validators.length === 0) return;
    const configs = this.#pluginConfigs(validators, "validators");
    for (const { plugin } of transformersFrom(configs, this.#pluginContext())) {
      const before = set.resources.map((resource) => resource.copy());
      plugin.transform(set);
      refuseChanges(before, set.resources);
    }
  }

  /** The configuration objects that entries name: in files, in folders or in place. */
  #pluginConfigs(entries: readonly string[], field: string): readonly Resource[] {
    const accumulator = new Accumulator(this.#context.schema);
    const origin = { generator: this.#inlineOrigin(""), position: { file: this.#file.file, line: 1 } };
    for (const [index, entry] of entries.entries()) {
      const inline = entry.includes("\n") || entry.includes(": ") ? readObjectsFromText(entry, origin) : undefined;
      if (inline) accumulator.set.appendAll(inline);
      else this.#blaming([field, index], () => this.#addResource(accumulator, entry));
    }
    return accumulator.set.resources;
  }

  #pluginContext(): PluginContext {
    return { loader: this.#loader, schema: this.#context.schema, renderChart: this.#context.options.renderChart };
  }

  #inlineOrigin(kind: string): PluginOrigin {
    const configuredIn = relativePath(this.#context.root, this.#file.file);
    return { configuredIn, configuredBy: { apiVersion: "builtin", kind } };
  }

  /** Runs a step; a failure of unknown place is blamed on a field of the kustomization. */
  #blaming<T>(path: FieldPath, step: () => T): T {
    try {
      return step();
    } catch (error) {
      throw withPosition(error, () => ({ file: this.#file.file, line: this.#file.lineOf(path) ?? 1 }));
    }
  }
}

/** What has no origin any more counts as made by the plugin that took it away. */
function noteChange(resource: Resource, plugin: PluginOrigin): void {
  const { path, generator } = resource.origin;
  if (path === undefined && generator === undefined) resource.origin = { ...resource.origin, generator: plugin };
  else resource.changedBy = [...resource.changedBy, plugin];
}
