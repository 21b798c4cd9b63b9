import type { KubeObject } from "@flux-ts/base";
import { annotations } from "../settings.ts";

/**
 * What the log of a container of a simulated Pod is: the text of its annotation, or a line that says that nothing runs.
 * Of the options `tailLines` and `limitBytes` count; nothing is ever added, so there is nothing to follow.
 */
export function simulatedLog(pod: KubeObject, query: URLSearchParams): string {
  const { name, annotations: given } = pod.metadata;
  const container = query.get("container") ?? firstContainer(pod);
  const standard = `container ${container} of pod ${name} is simulated: no program runs in it`;
  const text = given?.[annotations.log] ?? standard;
  const lines = (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
  const tail = query.has("tailLines") ? Number(query.get("tailLines")) : lines.length;
  const kept = lines.slice(Math.max(0, lines.length - tail));
  const log = kept.length === 0 ? "" : `${kept.join("\n")}\n`;
  const limit = query.has("limitBytes") ? Number(query.get("limitBytes")) : Infinity;
  return Buffer.byteLength(log) <= limit ? log : Buffer.from(log).subarray(0, limit).toString();
}

function firstContainer({ spec }: KubeObject): string {
  return (spec as { readonly containers?: readonly { readonly name: string }[] }).containers?.[0]?.name ?? "";
}
