import { SyntaxFault } from "../scan/fault.ts";
import { message } from "../messages.ts";
import type { YamlProfile } from "../options.ts";
import type { Mark } from "../scan/cursor.ts";
import { scanDocument } from "../scan/scanner.ts";
import { keyMark, tokenKind } from "../scan/tokens.ts";
import type { ScalarStyle, Tokens } from "../scan/tokens.ts";
import { ComposeFault } from "./fault.ts";
import type { AliasNode, AnchoredNode, MappingNode, SequenceNode, YamlNode } from "./node.ts";

/**
 * The root node of the first document of a text, or undefined when there is none. What follows that document is not read.
 *
 * @throws SyntaxFault, ComposeFault
 */
export function composeDocument(text: string, maxDepth: number, profile: YamlProfile): YamlNode | undefined {
  return new Composer(scanDocument(text, profile), maxDepth).document();
}

/**
 * What may stand where a node is due: only flow style, block style too,
 * or (as the value of a block mapping) also a sequence at the column of the mapping.
 */
type Place = "flow" | "block" | "value";

interface Properties {
  readonly offset: number;
  readonly line: number;
  readonly tag: string;
  readonly anchor: string | undefined;
}

class Composer {
  readonly #tokens: Tokens;
  readonly #maxDepth: number;
  readonly #anchors = new Map<string, AnchoredNode>();
  readonly #tagPrefixes = new Map<string, string>();
  #index = -1;
  /** How many tokens that only the key marks tell of still come before the token at the index. */
  #virtual = 0;
  #kind = 0;
  #depth = 0;

  constructor(tokens: Tokens, maxDepth: number) {
    this.#tokens = tokens;
    this.#maxDepth = maxDepth;
    this.#advance();
  }

  document(): YamlNode | undefined {
    if (this.#kind === tokenKind.streamEnd) return undefined;
    this.#directives();
    const explicit = this.#kind === tokenKind.documentStart;
    if (explicit) this.#advance();
    const isEmpty = explicit && (this.#endsDocument() || this.#kind === tokenKind.directive);
    const root = isEmpty ? this.#empty() : this.#node("block");
    return root;
  }

  #endsDocument(): boolean {
    const kind = this.#kind;
    return kind === tokenKind.streamEnd || kind === tokenKind.documentStart || kind === tokenKind.documentEnd;
  }

  #directives(): void {
    if (this.#kind !== tokenKind.directive) return;
    const known = new Set<string>();
    for (; this.#kind === tokenKind.directive; this.#advance()) {
      const [name = "", value = "", prefix = ""] = this.#text.split(/\s+/);
      const isVersion = name === "%YAML";
      const declared = isVersion ? name : value;
      if (known.has(declared)) {
        throw this.#fault(isVersion ? message.duplicateVersionDirective : message.duplicateTagDirective, this.#mark);
      }
      known.add(declared);
      if (!isVersion) this.#tagPrefixes.set(value, prefix);
      else if (!/^0*1\.0*1$/.test(value)) throw this.#fault(message.incompatibleVersion, this.#mark);
    }
    if (this.#kind !== tokenKind.documentStart) throw this.#fault(message.expectedDocumentStart, this.#mark);
  }

  #advance(): void {
    const { keyMarks, kinds, fault } = this.#tokens;
    if (this.#virtual > 0) {
      this.#virtual--;
    } else {
      this.#index++;
      this.#virtual = keyMarks[this.#index] as number;
    }
    if (this.#virtual === keyMark.firstKey) this.#kind = tokenKind.blockMapping;
    else if (this.#virtual === keyMark.key) this.#kind = tokenKind.key;
    else this.#kind = kinds[this.#index] as number;
    if (this.#kind === tokenKind.fault && fault !== undefined) throw fault;
  }

  get #text(): string {
    return this.#tokens.texts[this.#index] as string;
  }

  get #mark(): Mark {
    return { offset: this.#tokens.offsets[this.#index] as number, line: this.#tokens.lines[this.#index] as number };
  }

  #node(place: Place): YamlNode {
    const kind = this.#kind;
    if (kind === tokenKind.alias) return this.#alias();
    const properties = this.#properties();
    switch (this.#kind) {
      case tokenKind.scalar:
        return this.#scalar(properties);
      case tokenKind.flowSequence:
      case tokenKind.flowMapping:
        return this.#collection(properties);
      case tokenKind.blockSequence:
      case tokenKind.blockMapping:
        if (place !== "flow") return this.#collection(properties);
        break;
      case tokenKind.blockEntry:
        if (place === "value") return this.#collection(properties);
    }
    const { anchor, tag } = properties;
    if (anchor === undefined && tag === "") throw this.#fault(message.expectedNode, properties);
    return this.#empty(properties);
  }

  #properties(): Properties {
    const { offset, line } = this.#mark;
    let anchor: string | undefined;
    let tag = "";
    for (;;) {
      if (this.#kind === tokenKind.anchor && anchor === undefined) anchor = this.#text;
      else if (this.#kind === tokenKind.tag && tag === "") tag = this.#resolveTag(this.#text);
      else return { offset, line, tag, anchor };
      this.#advance();
    }
  }

  #resolveTag(text: string): string {
    const handle = /^!\w*!/.exec(text)?.[0] ?? (text.startsWith("!") ? "!" : "");
    const prefix = this.#tagPrefixes.get(handle);
    if (prefix !== undefined) return prefix + text.slice(handle.length);
    if (handle.length > 1) throw this.#fault(message.undefinedTagHandle, this.#mark);
    return text;
  }

  #alias(): AliasNode {
    const name = this.#text;
    const { offset, line } = this.#mark;
    const target = this.#anchors.get(name);
    if (target === undefined) throw new ComposeFault("unknown-anchor", message.unknownAnchor(name), offset);
    this.#advance();
    return { kind: "alias", offset, line, tag: "", name, target };
  }

  #scalar({ offset, line, tag, anchor }: Properties): YamlNode {
    const style = this.#tokens.styles[this.#index] as ScalarStyle;
    const node: AnchoredNode = { kind: "scalar", offset, line, tag, text: this.#text, style };
    this.#advance();
    return this.#anchored(node, anchor);
  }

  #empty({ offset, line, tag, anchor }: Properties = { ...this.#mark, tag: "", anchor: undefined }): YamlNode {
    return this.#anchored({ kind: "scalar", offset, line, tag, text: "", style: "plain" }, anchor);
  }

  #anchored<T extends AnchoredNode>(node: T, anchor: string | undefined): T {
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    return node;
  }

  #collection({ offset, line, tag, anchor }: Properties): YamlNode {
    if (++this.#depth > this.#maxDepth) throw new ComposeFault("too-deep", message.maxDepth(this.#maxDepth), offset);
    const opener = this.#kind;
    const isMapping = opener === tokenKind.flowMapping || opener === tokenKind.blockMapping;
    const flow = opener === tokenKind.flowMapping || opener === tokenKind.flowSequence;
    const items: YamlNode[] = [];
    const node: SequenceNode | MappingNode = {
      kind: isMapping ? "mapping" : "sequence",
      offset,
      line,
      tag,
      items,
      flow,
    };
    this.#anchored(node, anchor);
    const start = this.#mark;
    if (opener === tokenKind.blockMapping) this.#blockMapping(items, start);
    else if (opener === tokenKind.blockSequence) this.#blockSequence(items, start);
    else if (opener === tokenKind.flowMapping) this.#flowMapping(items, start);
    else if (opener === tokenKind.flowSequence) this.#flowSequence(items, start);
    else this.#indentlessSequence(items);
    this.#depth--;
    return node;
  }

  #blockSequence(items: YamlNode[], start: Mark): void {
    this.#advance();
    while (this.#kind === tokenKind.blockEntry) {
      this.#advance();
      const isEmpty = this.#kind === tokenKind.blockEntry || this.#kind === tokenKind.blockEnd;
      items.push(isEmpty ? this.#empty() : this.#node("block"));
    }
    if (this.#kind !== tokenKind.blockEnd) throw this.#fault(message.expectedDash, start);
    this.#advance();
  }

  #indentlessSequence(items: YamlNode[]): void {
    while (this.#kind === tokenKind.blockEntry) {
      this.#advance();
      const isEmpty = this.#kind === tokenKind.blockEntry || this.#endsBlockPart();
      items.push(isEmpty ? this.#empty() : this.#node("block"));
    }
  }

  #blockMapping(items: YamlNode[], start: Mark): void {
    this.#advance();
    while (this.#kind !== tokenKind.blockEnd) {
      if (this.#kind !== tokenKind.key) throw this.#fault(message.expectedKey, start);
      this.#advance();
      items.push(this.#endsBlockPart() ? this.#empty() : this.#node("value"), this.#blockValue());
    }
    this.#advance();
  }

  #blockValue(): YamlNode {
    if (this.#kind !== tokenKind.value) return this.#empty();
    this.#advance();
    return this.#endsBlockPart() ? this.#empty() : this.#node("value");
  }

  #endsBlockPart(): boolean {
    const kind = this.#kind;
    return kind === tokenKind.key || kind === tokenKind.value || kind === tokenKind.blockEnd;
  }

  #flowSequence(items: YamlNode[], start: Mark): void {
    this.#advance();
    for (let first = true; this.#kind !== tokenKind.flowSequenceEnd; first = false) {
      if (!first && !this.#comma(tokenKind.flowSequenceEnd, message.expectedFlowSequenceEnd, start)) break;
      items.push(this.#kind === tokenKind.key ? this.#flowPair() : this.#node("flow"));
    }
    this.#advance();
  }

  /** `[a: b]` holds a mapping of one key. */
  #flowPair(): YamlNode {
    const { offset, line } = this.#mark;
    const items: YamlNode[] = [];
    this.#flowKey(items, tokenKind.flowSequenceEnd);
    items.push(this.#flowValue(tokenKind.flowSequenceEnd));
    return { kind: "mapping", offset, line, tag: "", items, flow: true };
  }

  #flowMapping(items: YamlNode[], start: Mark): void {
    this.#advance();
    for (let first = true; this.#kind !== tokenKind.flowMappingEnd; first = false) {
      if (!first && !this.#comma(tokenKind.flowMappingEnd, message.expectedFlowMappingEnd, start)) break;
      if (this.#kind === tokenKind.key) {
        this.#flowKey(items, tokenKind.flowMappingEnd);
        items.push(this.#flowValue(tokenKind.flowMappingEnd));
      } else {
        items.push(this.#node("flow"), this.#empty());
      }
    }
    this.#advance();
  }

  /** Moves over the comma between two entries; false when it was the last one. */
  #comma(end: number, text: string, start: Mark): boolean {
    if (this.#kind !== tokenKind.flowEntry) throw this.#fault(text, start);
    this.#advance();
    return this.#kind !== end;
  }

  #flowKey(items: YamlNode[], end: number): void {
    this.#advance();
    items.push(this.#kind === tokenKind.value || this.#endsFlowPart(end) ? this.#empty() : this.#node("flow"));
  }

  #flowValue(end: number): YamlNode {
    if (this.#kind !== tokenKind.value) return this.#empty();
    this.#advance();
    return this.#endsFlowPart(end) ? this.#empty() : this.#node("flow");
  }

  #endsFlowPart(end: number): boolean {
    return this.#kind === tokenKind.flowEntry || this.#kind === end;
  }

  #fault(text: string, { offset, line }: Mark): SyntaxFault {
    return new SyntaxFault("parser", text, { problem: this.#mark, context: { offset, line } });
  }
}
