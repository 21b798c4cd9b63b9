import { omitKeys } from "@flux-ts/base";
import { compareKeys, parseElement, serializeElement } from "./path-element.ts";
import type { FieldPath, PathElement } from "./path-element.ts";

/**
 * A set of paths as a tree, which is FieldsV1 itself: under each path element an entry. An entry is a member of the
 * set when it holds "." or nothing at all; what else it holds are the paths below it. The root is no member.
 *
 * Nodes never change, and operations give back what they were given where nothing changed. So sets read from an object
 * cost nothing until they differ. Keys have a prefix (`f:`), so none of them meets a property of Object.prototype.
 *
 * Loops go over `Object.keys`: for loops over the keys in place, V8 compiles code and throws it away again and again.
 */
export type SetNode = { readonly [element: string]: SetNode };

/** A node under construction. */
export type SetDraft = { [element: string]: SetNode };

const self = ".";

/** An entry with nothing below it. */
export const leaf: SetNode = Object.freeze({});

/** Whether an entry holds nothing at all. */
export function isBare(node: SetNode): boolean {
  for (const _ in node) return false;
  return true;
}

export function hasChildren(node: SetNode): boolean {
  for (const key in node) if (key !== self) return true;
  return false;
}

/** Whether an entry is a member of the set itself. */
export function isMember(entry: SetNode): boolean {
  return self in entry || isBare(entry);
}

/** The entry with these children that is a member or not; undefined when it would say nothing. */
export function withMembership(entry: SetNode, member: boolean): SetNode | undefined {
  if (!hasChildren(entry)) return member ? bare(entry) : undefined;
  if (self in entry === member) return entry;
  if (member) return { [self]: leaf, ...entry };
  const { [self]: _, ...children } = entry;
  return children;
}

function bare(entry: SetNode): SetNode {
  return isBare(entry) ? entry : leaf;
}

/** An entry under construction that is a member of the set. */
export function memberDraft(): SetDraft {
  return { [self]: leaf };
}

/** Puts an entry into a draft; one that says nothing is left out. */
export function putEntry(draft: SetDraft, key: string, children: SetNode, member: boolean): void {
  const entry = withMembership(children, member);
  if (entry) draft[key] = entry;
}

export function union(a: SetNode, b: SetNode): SetNode {
  if (a === b || !hasChildren(b)) return a;
  if (!hasChildren(a)) return b;
  let draft: SetDraft | undefined;
  for (const key of Object.keys(b)) {
    if (key === self) continue;
    const mine = a[key];
    const theirs = b[key] as SetNode;
    const merged = mine === undefined ? theirs : uniteEntries(mine, theirs);
    if (merged === mine) continue;
    draft ??= { ...a };
    draft[key] = merged;
  }
  return draft ?? a;
}

function uniteEntries(a: SetNode, b: SetNode): SetNode {
  if (a === b) return a;
  return withMembership(union(a, b), isMember(a) || isMember(b)) as SetNode;
}

export function intersection(a: SetNode, b: SetNode): SetNode {
  if (a === b) return a;
  const draft: SetDraft = {};
  for (const key of Object.keys(a)) {
    const theirs = key === self ? undefined : b[key];
    if (theirs === undefined) continue;
    const mine = a[key] as SetNode;
    putEntry(draft, key, intersection(mine, theirs), isMember(mine) && isMember(theirs));
  }
  return draft;
}

export function difference(a: SetNode, b: SetNode): SetNode {
  return subtract(a, b, false);
}

export function recursiveDifference(a: SetNode, b: SetNode): SetNode {
  return subtract(a, b, true);
}

function subtract(a: SetNode, b: SetNode, recursive: boolean): SetNode {
  const gone: string[] = [];
  let draft: SetDraft | undefined;
  for (const key of Object.keys(b)) {
    const mine = key === self ? undefined : a[key];
    if (mine === undefined) continue;
    const left = subtractEntry(mine, b[key] as SetNode, recursive);
    if (left === undefined) gone.push(key);
    else if (left !== mine) (draft ??= { ...a })[key] = left;
  }
  const changed = draft ?? a;
  return gone.length === 0 ? changed : (omitKeys(changed, gone) as SetNode);
}

function subtractEntry(mine: SetNode, theirs: SetNode, recursive: boolean): SetNode | undefined {
  const taken = isMember(theirs);
  if (taken && recursive) return undefined;
  return withMembership(subtract(mine, theirs, recursive), isMember(mine) && !taken);
}

/** Only what lies at, above or below the paths of `b`. */
export function within(a: SetNode, b: SetNode): SetNode {
  const draft: SetDraft = {};
  for (const key of Object.keys(a)) {
    const theirs = key === self ? undefined : b[key];
    if (theirs === undefined) continue;
    const mine = a[key] as SetNode;
    if (isMember(theirs)) draft[key] = mine;
    else putEntry(draft, key, within(mine, theirs), isMember(mine));
  }
  return draft;
}

export function leaves(node: SetNode): SetNode {
  const draft: SetDraft = {};
  for (const key of Object.keys(node)) {
    if (key === self) continue;
    const entry = node[key] as SetNode;
    draft[key] = hasChildren(entry) ? leaves(entry) : leaf;
  }
  return draft;
}

/** Whether every path of `a` is in `b`. */
export function isWithin(a: SetNode, b: SetNode): boolean {
  if (a === b) return true;
  for (const key of Object.keys(a)) {
    if (key === self) continue;
    const mine = a[key] as SetNode;
    const theirs = b[key];
    if (theirs === undefined || (isMember(mine) && !isMember(theirs)) || !isWithin(mine, theirs)) return false;
  }
  return true;
}

export function equalNodes(a: SetNode, b: SetNode): boolean {
  if (a === b) return true;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) {
    const theirs = b[key];
    if (theirs === undefined || !equalNodes(a[key] as SetNode, theirs)) return false;
  }
  return true;
}

export function hasPath(root: SetNode, path: FieldPath): boolean {
  let node = root;
  for (const element of path) {
    const entry = node[serializeElement(element)];
    if (entry === undefined) return false;
    node = entry;
  }
  return path.length > 0 && isMember(node);
}

export function nodeOf(path: FieldPath): SetNode {
  return path.reduceRight<SetNode>((below, element) => ({ [serializeElement(element)]: below }), leaf);
}

/** The children's keys in the order of FieldsV1. */
function sortedKeys(node: SetNode): readonly string[] {
  const keys = Object.keys(node).filter((key) => key !== self);
  return keys.sort(compareKeys);
}

/** Whether the keys of a node, not of those below it, are in the order of FieldsV1, "." first. */
function hasSortedKeys(node: SetNode): boolean {
  let last: string | undefined;
  for (const key of Object.keys(node)) {
    if (last !== undefined && (key === self || compareKeys(last, key) > 0)) return false;
    if (key !== self) last = key;
  }
  return true;
}

/** The same node with all keys in the order of FieldsV1, "." first. */
export function sortNode(node: SetNode): SetNode {
  let draft: SetDraft | undefined;
  for (const key of Object.keys(node)) {
    const child = node[key] as SetNode;
    const sorted = key === self ? child : sortNode(child);
    if (sorted !== child) (draft ??= { ...node })[key] = sorted;
  }
  const whole = draft ?? node;
  if (hasSortedKeys(whole)) return whole;
  const ordered: SetDraft = self in whole ? { [self]: leaf } : {};
  for (const key of sortedKeys(whole)) ordered[key] = whole[key] as SetNode;
  return ordered;
}

/** Every path, the members of a level before the paths below them. */
export function* pathsOf(node: SetNode, above: FieldPath = []): Generator<FieldPath, void, undefined> {
  const keys = sortedKeys(node);
  const paths = keys.map((key) => [...above, parseElement(key) as PathElement]);
  for (const [index, key] of keys.entries()) if (isMember(node[key] as SetNode)) yield paths[index] as FieldPath;
  for (const [index, key] of keys.entries()) yield* pathsOf(node[key] as SetNode, paths[index]);
}
