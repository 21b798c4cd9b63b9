import type { Opaque } from "./value.ts";

/** What somebody would like to do. Absent parts are empty. */
export type AccessQuestion =
  | { readonly kind: "path"; readonly path: string; readonly verb: string }
  | {
      readonly kind: "resource";
      readonly verb: string;
      readonly group: string;
      readonly resource: string;
      readonly subresource: string;
      readonly namespace: string;
      readonly name: string;
    };

export interface AccessAnswer {
  readonly allowed: boolean;
  readonly reason: string;
}

/** Asks what a user may do; with a service account, what that one may. */
export type AskAccess = (
  question: AccessQuestion,
  account: { readonly namespace: string; readonly name: string } | undefined,
) => AccessAnswer;

abstract class Unequal implements Opaque {
  abstract readonly typeName: string;

  equals(other: Opaque): boolean {
    return other === this;
  }
}

/** Who is asked. */
export class Authorizer extends Unequal {
  readonly typeName = "kubernetes.authorization.Authorizer";
  readonly ask: (question: AccessQuestion) => AccessAnswer;
  readonly #askAccess: AskAccess;

  constructor(askAccess: AskAccess, account?: { readonly namespace: string; readonly name: string }) {
    super();
    this.#askAccess = askAccess;
    this.ask = (question) => askAccess(question, account);
  }

  as(namespace: string, name: string): Authorizer {
    return new Authorizer(this.#askAccess, { namespace, name });
  }
}

export class PathCheck extends Unequal {
  readonly typeName = "kubernetes.authorization.PathCheck";
  readonly authorizer: Authorizer;
  readonly path: string;

  constructor(authorizer: Authorizer, path: string) {
    super();
    this.authorizer = authorizer;
    this.path = path;
  }
}

export class GroupCheck extends Unequal {
  readonly typeName = "kubernetes.authorization.GroupCheck";
  readonly authorizer: Authorizer;
  readonly group: string;

  constructor(authorizer: Authorizer, group: string) {
    super();
    this.authorizer = authorizer;
    this.group = group;
  }
}

interface ResourceParts {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

export class ResourceCheck extends Unequal {
  readonly typeName = "kubernetes.authorization.ResourceCheck";
  readonly authorizer: Authorizer;
  readonly parts: ResourceParts;

  constructor(authorizer: Authorizer, parts: ResourceParts) {
    super();
    this.authorizer = authorizer;
    this.parts = parts;
  }

  with(parts: Partial<ResourceParts>): ResourceCheck {
    return new ResourceCheck(this.authorizer, { ...this.parts, ...parts });
  }
}

export class AccessDecision extends Unequal {
  readonly typeName = "kubernetes.authorization.Decision";
  readonly answer: AccessAnswer;

  constructor(answer: AccessAnswer) {
    super();
    this.answer = answer;
  }
}
