import { quote } from "../format/quote.ts";
import type { Node } from "./node.ts";

/** The source of a node as Go prints it in messages. */
export function printNode(node: Node): string {
  switch (node.kind) {
    case "text":
      return node.text;
    case "action":
      return `{{${printNode(node.pipe)}}}`;
    case "if":
    case "range":
    case "with":
      return `{{${node.kind} ${printNode(node.pipe)}}}`;
    case "template":
      return `{{template ${quote(node.name)}${node.pipe === undefined ? "" : ` ${printNode(node.pipe)}`}}}`;
    case "break":
    case "continue":
      return `{{${node.kind}}}`;
    case "pipe":
      return printVariables(node.variables, node.isAssign) + node.commands.map(printNode).join(" | ");
    case "command":
      return node.operands.map(printOperand).join(" ");
    default:
      return printReference(node);
  }
}

function printOperand(operand: Node): string {
  return operand.kind === "pipe" ? `(${printNode(operand)})` : printNode(operand);
}

function printVariables(variables: readonly string[], isAssign: boolean): string {
  return variables.length === 0 ? "" : `${variables.join(", ")} ${isAssign ? "=" : ":="} `;
}

type Leaf = Extract<
  Node,
  { readonly kind: "bool" | "nil" | "dot" | "string" | "number" | "field" | "variable" | "identifier" | "chain" }
>;

function printReference(node: Leaf): string {
  switch (node.kind) {
    case "bool":
      return String(node.value);
    case "nil":
      return "nil";
    case "dot":
      return ".";
    case "string":
      return node.quoted;
    case "number":
      return node.text;
    case "field":
      return `.${node.names.join(".")}`;
    case "variable":
      return [node.name, ...node.names].join(".");
    case "identifier":
      return node.name;
    case "chain":
      return [printOperand(node.operand), ...node.names].join(".");
  }
}
