import { TemplateError } from "@flux-ts/go-template";

/** What Helm makes of an error of its templates: the text its users see. */
export function rewordError(error: TemplateError): string {
  return error.code === "parse" ? rewordParse(error.message) : rewordExec(error);
}

/** The place and the last part of the message. */
function rewordParse(message: string): string {
  const [, place = "", ...rest] = message.split(": ");
  return rest.length === 0 ? message : `parse error at (${place}): ${rest.at(-1)}`;
}

const authored = /HELM_ERR_START(.*)HELM_ERR_END/s;
const placed = /^template: (.+?): (.+)$/s;

function rewordExec(error: TemplateError): string {
  const place = placed.exec(error.message)?.[1];
  const text = authored.exec(error.message)?.[1];
  if (place !== undefined && text !== undefined) return `execution error at (${place}): ${text}`;
  return traceOf(error)?.join("\n") ?? error.message;
}

const executing = /^template: (.+?): executing (".+?") at (<.+?>): (.+?)( template:.*)?$/s;
const noTemplate = /^template: no template .* associated with template .*$/;

/** One entry per template on the way; undefined when one of the errors has another form. */
function traceOf(error: Error): readonly string[] | undefined {
  const entry = entryOf(error.message);
  if (entry === undefined) return undefined;
  if (error.cause === undefined) return [entry];
  if (!(error.cause instanceof TemplateError)) return undefined;
  const inner = traceOf(error.cause);
  return inner === undefined ? undefined : [entry, ...inner];
}

function entryOf(message: string): string | undefined {
  const match = executing.exec(message);
  if (match === null) return noTemplate.test(message) ? message : undefined;
  const [, place, template, source, text] = match;
  return `${place}\n  executing ${template} at ${source}:\n    ${text}`.trimEnd();
}
