import type { Opaque } from "./value.ts";

/** A format that texts can be checked against. */
export class NamedFormat implements Opaque {
  readonly typeName = "kubernetes.NamedFormat";
  readonly name: string;
  /** What is wrong with a text; empty when it is as it should be. */
  readonly validate: (text: string) => readonly string[];

  constructor(name: string, validate: NamedFormat["validate"]) {
    this.name = name;
    this.validate = validate;
  }

  equals(other: Opaque): boolean {
    return other instanceof NamedFormat && other.name === this.name;
  }
}
