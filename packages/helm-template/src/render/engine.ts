import { TemplateError } from "@flux-ts/go-template";
import type { TemplateSet } from "@flux-ts/go-template";
import type { Chart } from "../chart/chart.ts";
import { HelmError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import { rewordError } from "../reword.ts";
import { withTemplates } from "./compiled.ts";
import type { CompileOptions } from "./compiled.ts";
import { collectTemplates, isPartial, toTemplate } from "./context.ts";
import type { Renderable, RenderInput } from "./context.ts";

export interface EngineOptions extends CompileOptions {
  readonly ports: Ports;
}

/** What each template of a chart writes, by the template's name. */
export type Rendered = ReadonlyMap<string, string>;

/**
 * Runs the templates of a chart whose dependencies are resolved. The values may be changed by templates.
 *
 * @throws HelmError
 */
export function renderTemplates(chart: Chart, input: RenderInput, options: EngineOptions): Rendered {
  const templates = inOrder(collectTemplates(chart, input));
  try {
    return withTemplates(templates, options, (set) => runAll(templates, set));
  } catch (error) {
    if (error instanceof TemplateError) throw toHelmError(error);
    throw error;
  }
}

function runAll(templates: readonly Renderable[], set: TemplateSet): Rendered {
  const outputs = new Map<string, string>();
  for (const template of templates) {
    if (isPartial(template.name)) continue;
    template.data["Template"] = toTemplate(template);
    outputs.set(template.name, set.execute(template.name, template.data).replaceAll("<no value>", ""));
  }
  return outputs;
}

/** Deep paths first: so what a parent defines replaces what its children define under the same name. */
function inOrder(templates: readonly Renderable[]): readonly Renderable[] {
  const depthOf = ({ name }: Renderable) => name.split("/").length;
  return [...templates].sort((a, b) => depthOf(b) - depthOf(a) || (a.name < b.name ? 1 : -1));
}

function toHelmError(error: TemplateError): HelmError {
  // Bytes that are no UTF-8 may be part of what the message shows.
  const text = rewordError(error).toWellFormed();
  if (error.position === undefined) return new HelmError("template", text, { cause: error });
  const { name, line, column } = error.position;
  const position = { file: name, line, ...(column !== undefined && { column: column + 1 }) };
  return new HelmError("template", text, { cause: error, position });
}
