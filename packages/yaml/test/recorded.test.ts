import { readFileSync } from "node:fs";
import { canonicalJson, parseJson } from "@flux-ts/base";
import type { JsonValue } from "@flux-ts/base";
import { emitYaml, parseYaml, parseYamlDocuments, YamlError } from "@flux-ts/yaml";
import { test } from "vitest";

/** What a real library answered: JSON text (for kustomize of every document), or its error. */
type Answer<T> = { readonly json: T } | { readonly error: string };

interface ParseCase {
  readonly text: string;
  readonly sigs: Answer<string>;
  /** Only where strict reading answers differently. */
  readonly strict?: Answer<string>;
  readonly kyaml?: Answer<readonly string[]>;
}

const parseCases = readCases("parse") as readonly ParseCase[];

test("texts read as sigs.k8s.io/yaml v1.6.0 reads them", ({ expect }) => {
  const ours = parseCases.map(({ text }) => ({ text, ...answerOf(() => parseYaml(text)) }));
  expect(ours).toEqual(parseCases.map(({ text, sigs }) => ({ text, ...canonical(sigs) })));
});

test("texts read strictly as sigs.k8s.io/yaml v1.6.0 reads them", ({ expect }) => {
  const ours = parseCases.map(({ text }) => ({ text, ...answerOf(() => parseYaml(text, { strict: true })) }));
  expect(ours).toEqual(parseCases.map(({ text, sigs, strict }) => ({ text, ...canonical(strict ?? sigs) })));
});

test("texts read as kustomize's kyaml v0.21.1 reads them", ({ expect }) => {
  const cases = parseCases.flatMap(({ text, kyaml }) => (kyaml === undefined ? [] : [{ text, kyaml }]));
  const ours = cases.map(({ text }) => ({
    text,
    ...answerOf(() => parseYamlDocuments(text, { profile: "kyaml" }).map(({ value }) => value)),
  }));
  const theirs = cases.map(({ text, kyaml }) => ({
    text,
    ...("json" in kyaml ? { json: canonicalJson(kyaml.json.map(parseJson)) } : kyaml),
  }));
  expect(ours).toEqual(theirs);
});

test("values print as sigs.k8s.io/yaml v1.6.0 prints them", ({ expect }) => {
  const cases = readCases("emit") as readonly { readonly value: JsonValue; readonly sigs: string }[];
  expect(cases.map(({ value }) => ({ value, sigs: emitYaml(value) }))).toEqual(cases);
});

function readCases(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`cases/${name}.json`, import.meta.url), "utf8"));
}

function canonical(answer: Answer<string>): Answer<string> {
  return "json" in answer ? { json: canonicalJson(parseJson(answer.json)) } : answer;
}

function answerOf(read: () => JsonValue): Answer<string> {
  try {
    return { json: canonicalJson(read()) };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return { error: error.message };
  }
}
