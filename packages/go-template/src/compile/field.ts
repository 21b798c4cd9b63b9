import type { Expression, Frame } from "../frame.ts";
import * as messages from "../messages.ts";
import type { Chain, Operand, Reference } from "../parse/node.ts";
import { printNode } from "../parse/print.ts";
import { anyType } from "../values/type.ts";
import type { GoType } from "../values/type.ts";
import { typeOf } from "../values/value.ts";
import type { Value, ValueMap } from "../values/value.ts";
import { compileArguments, invoke } from "./call.ts";
import type { Arguments } from "./call.ts";
import { refuseArguments } from "./check.ts";
import type { Scope } from "./scope.ts";

/** How a reference is called: with what is written behind it and what the pipeline brings. */
export interface Use {
  readonly args: readonly Operand[];
  readonly hasFinal: boolean;
}

export const plainUse: Use = { args: [], hasFinal: false };

type FieldReference = Exclude<Reference, { readonly kind: "identifier" }>;

/** Fields of dot, of a variable or of what a pipe gives. The last one may be a method with arguments. */
export function compileReference(scope: Scope, node: FieldReference, use: Use): Expression {
  switch (node.kind) {
    case "field": {
      const access = compileAccess(scope, node, use);
      return (frame, final) => {
        frame.node = node;
        return access(frame, frame.dot, frame.dotType, final);
      };
    }
    case "variable":
      return compileVariable(scope, node, use);
    case "chain":
      return compileChain(scope, node, use);
  }
}

function compileVariable(scope: Scope, node: Extract<Reference, { kind: "variable" }>, use: Use): Expression {
  const slot = scope.slotOf(node.name);
  const access = node.names.length === 0 ? undefined : compileAccess(scope, node, use);
  const refuse = access === undefined ? refuseArguments(node, use.args, use.hasFinal) : undefined;
  return (frame, final) => {
    frame.node = node;
    if (slot === undefined) throw frame.fail(messages.undefinedVariable(node.name));
    refuse?.(frame);
    const value = frame.variables[slot];
    return access === undefined ? value : access(frame, value, frame.variableTypes[slot], final);
  };
}

function compileChain(scope: Scope, node: Chain, use: Use): Expression {
  if (node.operand.kind === "nil") {
    return (frame) => {
      frame.node = node;
      throw frame.fail(messages.explicitNil(printNode(node)));
    };
  }
  const operand = scope.argument(node.operand);
  const access = compileAccess(scope, node, use);
  return (frame, final) => {
    frame.node = node;
    return access(frame, operand(frame, undefined), undefined, final);
  };
}

type Access = (frame: Frame, receiver: Value, type: GoType | undefined, final: Value) => Value;

/** Follows the names one by one. */
function compileAccess(scope: Scope, node: FieldReference, use: Use): Access {
  const { names } = node;
  const last = names.length - 1;
  const args = use.args.length > 0 || use.hasFinal ? compileArguments(scope, use) : undefined;
  return (frame, receiver, receiverType, final) => {
    let value = receiver;
    let type = receiverType;
    for (let index = 0; index <= last; index++) {
      const name = names[index] as string;
      const isPlain = args === undefined || index < last;
      const next = isPlain ? plainField(value, name) : undefined;
      if (next !== undefined) {
        value = next;
        type = anyType;
        continue;
      }
      const outer = value;
      value = field({ frame, receiver: outer, type, name, node, ...(!isPlain && args && { args, final }) });
      type = staticElement(outer);
    }
    return value;
  };
}

/** The entry of an ordinary map, which is what nearly every field is; undefined for everything else. */
function plainField(receiver: Value, name: string): Value {
  if (typeof receiver !== "object" || receiver === null || typeOf(receiver).kind !== "map") return undefined;
  const { methods, elem } = typeOf(receiver);
  if ((methods !== undefined && Object.hasOwn(methods, name)) || elem?.kind !== "interface") return undefined;
  return Object.hasOwn(receiver, name) ? ((receiver as ValueMap)[name] ?? null) : undefined;
}

/** What is known of an item of the value without looking at it. */
function staticElement(value: Value): GoType | undefined {
  const { kind, elem } = typeOf(value);
  return kind === "map" && elem?.kind === "interface" ? anyType : undefined;
}

interface FieldAccess {
  readonly frame: Frame;
  readonly receiver: Value;
  /** The type of the receiver's place, when that is not the type of what it holds. */
  readonly type: GoType | undefined;
  readonly name: string;
  readonly node: FieldReference;
  readonly args?: Arguments;
  readonly final?: Value;
}

function field(access: FieldAccess): Value {
  const { frame, receiver, name, type = typeOf(receiver) } = access;
  if (receiver === undefined) {
    if (frame.run.templates.missingKey === "error") throw frame.fail(messages.nilData(name));
    return undefined;
  }
  if (receiver === null) throw frame.fail(messages.nilPointer(type.name, name));
  const actual = typeOf(receiver);
  const method = Object.hasOwn(actual.methods ?? {}, name) ? actual.methods?.[name] : undefined;
  if (method !== undefined) {
    const { node, args, final } = access;
    return invoke({ frame, callee: method(receiver), name, node, ...(args && { args }) }, final);
  }
  if (actual.kind === "struct" || actual.kind === "ptr") return structField(access, type);
  if (actual.kind === "map") return mapEntry(access, actual);
  throw frame.fail(messages.noField(name, type.name));
}

function structField({ frame, receiver, name, args }: FieldAccess, type: GoType): Value {
  if (typeOf(receiver).fields?.includes(name) !== true) throw frame.fail(messages.noField(name, type.name));
  if (args !== undefined) throw frame.fail(messages.noMethod(name));
  return (receiver as ValueMap)[name] ?? null;
}

function mapEntry({ frame, receiver, name, args }: FieldAccess, { elem = anyType }: GoType): Value {
  if (args !== undefined) throw frame.fail(messages.noMethod(name));
  const map = receiver as ValueMap;
  if (Object.hasOwn(map, name)) return map[name] ?? null;
  switch (frame.run.templates.missingKey) {
    case "default":
      return undefined;
    case "zero":
      return zeroOf(elem);
    case "error":
      throw frame.fail(messages.noEntry(name));
  }
}

function zeroOf(type: GoType): Value {
  if (type.kind === "string") return "";
  return type.kind === "bool" ? false : null;
}
