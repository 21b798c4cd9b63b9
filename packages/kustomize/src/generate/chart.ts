import { asKustomizeError, KustomizeError } from "../errors.ts";
import type { GeneratorFactory } from "../plugin/plugin.ts";
import { parseManifest } from "../resource/parse.ts";
import { Resource } from "../resource/resource.ts";

/** Renders a Helm chart with the renderer that the options bring; without one charts are refused. */
export const createChartGenerator: GeneratorFactory = (config, { renderChart, loader }) => {
  if (renderChart === undefined) throw new KustomizeError("helm", "must specify --enable-helm");
  return {
    generate: () => {
      const text = attempt(() => renderChart(config));
      return parseManifest(text, { file: loader.root, written: loader.display }).map(
        ({ object }) => new Resource(object),
      );
    },
  };
};

function attempt(render: () => string): string {
  try {
    return render();
  } catch (error) {
    throw asKustomizeError("helm", error);
  }
}
