import { isJsonObject, setOwn, stringifyJson } from "@flux-ts/base";
import type { JsonObjectDraft, JsonValue } from "@flux-ts/base";
import type { AliasNode, AnchoredNode, MappingNode, ScalarNode, YamlNode } from "../compose/node.ts";
import { message } from "../messages.ts";
import type { YamlProfile } from "../options.ts";
import { AliasBudget } from "./alias-budget.ts";
import { ConstructFault } from "./fault.ts";
import { keyOf } from "./keys.ts";
import { isMergeKey, mergeSources } from "./merge.ts";
import { setNotes } from "./notes.ts";
import type { DuplicateKey, WrittenScalar } from "./notes.ts";
import { resolveScalar } from "./scalars.ts";

export interface ConstructOptions {
  readonly profile: YamlProfile;
  /** Whether a key that a mapping has twice is an error; kustomize never accepts one. */
  readonly strict: boolean;
  /** Whether what JSON cannot hold is kept and noted instead of being refused. */
  readonly notes: boolean;
  /** Blank lines that the document starts with. @default none */
  readonly countBlankLines?: () => number;
}

/**
 * The JSON value of a document. A value that several aliases stand for is one object in all these places.
 *
 * @throws ConstructFault
 */
export function constructValue(root: YamlNode, options: ConstructOptions): JsonValue {
  const constructor = new Constructor(root, options);
  const value = constructor.value(root, false);
  const [first] = constructor.duplicates;
  if (first === undefined) return value;
  const lines = constructor.duplicates.map(({ text }) => `\n  ${text}`);
  throw new ConstructFault("duplicate-key", message.unmarshalErrors + lines.join(""), first.node);
}

/**
 * kustomize prints documents and reads them again; in flow collections it prints nothing as `''`
 * and quotes times for their colons, so that they stay texts.
 */
const quotedInFlow = /^$|:/;

/** A mapping under construction. */
interface Draft {
  readonly values: JsonObjectDraft;
  /** The keys so far as messages show them, with the lines of those that were written here; only where a key twice is an error. */
  readonly seen: Map<string, number> | undefined;
  readonly blank: string[];
  readonly otherKeys: [key: string, shown: string][];
  readonly texts: [key: string, written: WrittenScalar][];
  readonly duplicates: DuplicateKey[];
  readonly isFlow: boolean;
}

function withNotes({ values, blank, otherKeys, texts, duplicates, isFlow }: Draft): JsonValue {
  if (blank.length + otherKeys.length + texts.length + duplicates.length > 0) {
    const notes = { blank: new Set(blank), otherKeys: new Map(otherKeys), texts: new Map(texts), duplicates, isFlow };
    setNotes(values, notes);
  }
  return values;
}

/** The text of a scalar that JSON writes in another way. */
function textBeside(node: YamlNode, value: JsonValue): string | undefined {
  const target = node.kind === "alias" ? node.target : node;
  if (target.kind !== "scalar" || target.style !== "plain") return undefined;
  if (value !== null && typeof value === "object") return undefined;
  return String(value) === target.text ? undefined : target.text;
}

function noteText({ texts }: Draft, key: string, node: YamlNode, value: JsonValue): void {
  const text = textBeside(node, value);
  if (text !== undefined) texts.push([key, { text, value }]);
}

function isBlank(node: YamlNode): boolean {
  return node.kind === "scalar" && node.text === "" && node.style === "plain" && node.tag === "";
}

class Constructor {
  readonly duplicates: { readonly text: string; readonly node: YamlNode }[] = [];
  readonly #root: YamlNode;
  readonly #profile: YamlProfile;
  readonly #rejectsDuplicates: boolean;
  readonly #takesNotes: boolean;
  readonly #countBlankLines: () => number;
  readonly #budget = new AliasBudget();
  /** What aliases stood for so far. */
  readonly #shared = new Map<AnchoredNode, { readonly value: JsonValue; readonly size: number }>();
  /** Anchors whose aliases are being replaced: one inside of itself has no end. */
  readonly #open = new Set<AnchoredNode>();

  constructor(root: YamlNode, { profile, strict, notes, countBlankLines }: ConstructOptions) {
    this.#root = root;
    this.#profile = profile;
    this.#rejectsDuplicates = strict || profile === "kyaml";
    this.#takesNotes = notes;
    this.#countBlankLines = countBlankLines ?? (() => 0);
  }

  value(node: YamlNode, inFlow: boolean): JsonValue {
    this.#budget.spend(1, node);
    switch (node.kind) {
      case "scalar":
        return this.#scalar(node, inFlow);
      case "sequence":
        return node.items.map((item) => this.value(item, node.flow));
      case "mapping":
        return this.#mapping(node);
      case "alias":
        return this.#alias(node, inFlow);
    }
  }

  #scalar(node: ScalarNode, inFlow: boolean): JsonValue {
    const { tag, value } = resolveScalar(node, this.#profile);
    if (
      inFlow &&
      this.#profile === "kyaml" &&
      node.style === "plain" &&
      node.tag === "" &&
      quotedInFlow.test(node.text)
    ) {
      return node.text;
    }
    if (tag === "!!float" && !Number.isFinite(value) && !this.#takesNotes) {
      throw new ConstructFault("unsupported", message.unsupportedFloat(value), node);
    }
    return value;
  }

  #mapping(node: MappingNode): JsonValue {
    const { items } = node;
    const seen = this.#rejectsDuplicates ? new Map<string, number>() : undefined;
    const draft: Draft = { values: {}, seen, blank: [], otherKeys: [], texts: [], duplicates: [], isFlow: node.flow };
    const merges: YamlNode[] = [];
    for (let at = 0; at < items.length; at += 2) {
      const key = items[at] as YamlNode;
      const value = items[at + 1] as YamlNode;
      if (!isMergeKey(key)) this.#set(draft, key, { value, inFlow: node.flow, atRoot: node === this.#root });
      else if (this.#profile === "kyaml") merges.push(value);
      else this.#mergeOver(draft, value);
    }
    if (merges.length > 1) throw new ConstructFault("duplicate-key", message.duplicateMergeKey, node);
    for (const source of merges) this.#mergeUnder(draft, source);
    return this.#takesNotes ? withNotes(draft) : draft.values;
  }

  #set(draft: Draft, key: YamlNode, entry: { value: YamlNode; inFlow: boolean; atRoot: boolean }): void {
    const { values, seen } = draft;
    const takesOthers = entry.atRoot || this.#takesNotes;
    const { text, shown, other } = keyOf(key, { profile: this.#profile, takesOthers, value: entry.value });
    if (seen !== undefined) {
      const before = seen.get(shown);
      if (before === undefined) seen.set(shown, key.line);
      else if (this.#takesNotes) return this.#noteDuplicate(draft, key, { text, before, value: entry.value });
      else this.#reportDuplicate(shown, key, before);
    }
    const isNoted = this.#takesNotes && isBlank(entry.value);
    const value = isNoted ? null : this.value(entry.value, entry.inFlow);
    setOwn(values, text, value);
    if (isNoted) draft.blank.push(text);
    else if (this.#takesNotes) noteText(draft, text, entry.value, value);
    if (other !== undefined && !entry.atRoot) draft.otherKeys.push([text, other]);
  }

  #noteDuplicate(draft: Draft, key: YamlNode, found: { text: string; before: number; value: YamlNode }): void {
    const { text, before, value } = found;
    const first = this.#countBlankLines();
    draft.duplicates.push({
      key: text,
      line: key.line + 1 - first,
      lineBefore: before + 1 - first,
      value: this.value(value, draft.isFlow),
    });
  }

  #reportDuplicate(shown: string, node: YamlNode, before: number): void {
    const text =
      this.#profile === "kyaml"
        ? message.keyAlreadyDefined(shown, node.line + 1, before + 1)
        : message.keyAlreadySet(shown, node.line + 1);
    this.duplicates.push({ text, node });
  }

  /** go-yaml v2 merges where the merge key stands, over the keys before it. */
  #mergeOver({ values, seen }: Draft, source: YamlNode): void {
    for (const mapping of mergeSources(source, this.#profile).toReversed()) {
      for (const [key, value] of this.#entries(mapping)) {
        const shown = stringifyJson(key);
        if (seen?.has(shown)) this.#reportDuplicate(shown, source, source.line);
        seen?.set(shown, source.line);
        setOwn(values, key, value);
      }
    }
  }

  /** yaml.v3 merges under the keys that the mapping has itself. */
  #mergeUnder({ values }: Draft, source: YamlNode): void {
    for (const mapping of mergeSources(source, this.#profile)) {
      for (const [key, value] of this.#entries(mapping)) {
        if (!Object.hasOwn(values, key)) setOwn(values, key, value);
      }
    }
  }

  #entries(node: YamlNode): readonly (readonly [string, JsonValue])[] {
    const value = this.value(node, false);
    return isJsonObject(value) ? Object.entries(value) : [];
  }

  #alias(node: AliasNode, inFlow: boolean): JsonValue {
    const { target } = node;
    const known = this.#shared.get(target);
    if (known !== undefined) {
      this.#budget.spendAliased(known.size, node);
      return known.value;
    }
    if (this.#open.has(target)) throw new ConstructFault("unsupported", message.anchorContainsItself(node.name), node);
    this.#open.add(target);
    const before = this.#budget.spent;
    const value = this.#budget.aliased(() => this.value(target, inFlow));
    this.#open.delete(target);
    this.#shared.set(target, { value, size: this.#budget.spent - before });
    return value;
  }
}
