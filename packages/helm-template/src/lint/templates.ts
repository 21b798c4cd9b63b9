import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import type { Chart } from "../chart/chart.ts";
import { decode, DecodeError, readYaml } from "../decode/decode.ts";
import { text } from "../decode/shape.ts";
import type { StructShape } from "../decode/shape.ts";
import { quote } from "../quote.ts";
import { deprecationOf } from "./deprecations.ts";
import { splitDocuments } from "./documents.ts";
import type { LintMessage, Severity } from "./message.ts";
import { nameFaults } from "./object-name.ts";

const extensions = [".yaml", ".yml", ".tpl", ".txt"];

/**
 * What Helm asks of the templates of a chart and of what they write for Kubernetes 1.`minor`. The first output that is no YAML ends
 * it.
 */
export function lintTemplates(
  chart: Chart,
  outputs: ReadonlyMap<string, string>,
  minor: number,
): readonly LintMessage[] {
  const messages: LintMessage[] = [];
  for (const { path } of chart.templates) {
    const extension = /\.[^./]*$/.exec(path)?.[0] ?? "";
    if (!extensions.includes(extension)) messages.push({ severity: "ERROR", path, text: extensionFault(extension) });
    const output = outputs.get(`${chart.metadata.name}/${path}`);
    if (output === undefined || !/\.ya?ml$/.test(path)) continue;
    const found = lintOutput(path, output, minor);
    messages.push(...found.messages);
    if (!found.isYaml) break;
  }
  return messages;
}

function extensionFault(extension: string): string {
  return `file extension '${extension}' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt`;
}

interface Outcome {
  readonly messages: readonly LintMessage[];
  readonly isYaml: boolean;
}

function lintOutput(path: string, output: string, minor: number): Outcome {
  const say = (severity: Severity, text: string): LintMessage => ({ severity, path, text });
  const messages: LintMessage[] = [];
  const firstLine = output.split("\n").find((line) => line.trim() !== "");
  if (firstLine !== undefined && /^\s/.test(firstLine)) {
    messages.push(
      say("WARNING", `document starts with an illegal indent: ${quote(firstLine)}, which may cause parsing problems`),
    );
  }
  for (const document of splitDocuments(output)) {
    if ("fault" in document) {
      return { messages: [...messages, say("ERROR", `unable to parse YAML: ${document.fault}`)], isYaml: false };
    }
    try {
      const object = readYaml(document.text);
      if (object === null) continue;
      const head = decode(object, objectShape) as Head;
      messages.push(...lintObject(head, object, { output, minor }).map(([severity, text]) => say(severity, text)));
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      return { messages: [...messages, say("ERROR", `unable to parse YAML: ${error.message}`)], isYaml: false };
    }
  }
  return { messages, isYaml: true };
}

const objectShape: StructShape = {
  kind: "struct",
  type: "rules.k8sYamlStruct",
  name: "k8sYamlStruct",
  fields: {
    apiVersion: text,
    kind: text,
    metadata: {
      kind: "struct",
      type: "rules.k8sYamlMetadata",
      name: "k8sYamlMetadata",
      fields: { namespace: text, name: text },
    },
  },
};

interface Head {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
}

type Finding = readonly [Severity, string];

interface Surroundings {
  readonly output: string;
  readonly minor: number;
}

function lintObject(head: Head, object: JsonValue, { output, minor }: Surroundings): readonly Finding[] {
  const { apiVersion = "", kind = "", metadata } = head;
  const name = metadata?.name ?? "";
  const findings: Finding[] = [];
  const faults = nameFaults(kind, name).map((fault) => `metadata.name: Invalid value: ${quote(name)}: ${fault}`);
  if (faults.length > 0) {
    const text = faults.length === 1 ? faults.join("") : `[${faults.join(", ")}]`;
    findings.push([
      "WARNING",
      `object name does not conform to Kubernetes naming requirements: ${quote(name)}: ${text}`,
    ]);
  }
  const deprecation = deprecationOf(apiVersion, kind, minor);
  if (deprecation !== undefined) findings.push(["WARNING", deprecation]);
  if (selecting.includes(kind) && !/matchLabels|matchExpressions/.test(output)) {
    findings.push(["ERROR", `a ${kind} must contain matchLabels or matchExpressions, and ${quote(name)} does not`]);
  }
  if (kind.endsWith("List") && itemsOf(object).some(hasKeepPolicy)) {
    findings.push(["ERROR", "annotation 'helm.sh/resource-policy' within List objects are ignored"]);
  }
  return findings;
}

const selecting = ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"];

function itemsOf(object: JsonValue): readonly JsonValue[] {
  const items = isJsonObject(object) ? getOwn(object, "items") : undefined;
  return Array.isArray(items) ? (items as readonly JsonValue[]) : [];
}

function hasKeepPolicy(item: JsonValue): boolean {
  const inner = (value: JsonValue | undefined, key: string): JsonObject => {
    const found = isJsonObject(value) ? getOwn(value, key) : undefined;
    return isJsonObject(found) ? found : {};
  };
  return Object.hasOwn(inner(inner(item, "metadata"), "annotations"), "helm.sh/resource-policy");
}
