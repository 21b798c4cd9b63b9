// The texts of upstream's answers (apimachinery, api/errors).
import type { StatusCause, StatusDetails } from "./status.ts";
import { StatusError } from "./status.ts";

/** A resource, or a kind where upstream names that, with its group (`""` is the core group). */
export interface Subject {
  readonly group: string;
  /** Plural of the resource or the kind, as the error names it. */
  readonly resource: string;
}

/** `deployments.apps`, or `pods` of the core group. */
export function qualifiedName({ group, resource }: Subject): string {
  return group === "" ? resource : `${resource}.${group}`;
}

export function detailsOf(subject: Subject, name: string): StatusDetails {
  return {
    ...(name !== "" && { name }),
    ...(subject.group !== "" && { group: subject.group }),
    kind: subject.resource,
  };
}

export function notFound(subject: Subject, name: string): StatusError {
  return new StatusError({
    code: 404,
    reason: "NotFound",
    message: `${qualifiedName(subject)} "${name}" not found`,
    details: detailsOf(subject, name),
  });
}

/** No such path, resource or version. */
export function unknownResource(): StatusError {
  return new StatusError({
    code: 404,
    reason: "NotFound",
    message: "the server could not find the requested resource",
    details: {},
  });
}

export function methodNotAllowed(): StatusError {
  return new StatusError({
    code: 405,
    reason: "MethodNotAllowed",
    message: "the server does not allow this method on the requested resource",
    details: {},
  });
}

/** The resource is there, but not with this verb. */
export function verbNotSupported(subject: Subject, verb: string): StatusError {
  return new StatusError({
    code: 405,
    reason: "MethodNotAllowed",
    message: `${verb} is not supported on resources of kind "${qualifiedName(subject)}"`,
    details: detailsOf(subject, ""),
  });
}

export function alreadyExists(subject: Subject, name: string): StatusError {
  return new StatusError({
    code: 409,
    reason: "AlreadyExists",
    message: `${qualifiedName(subject)} "${name}" already exists`,
    details: detailsOf(subject, name),
  });
}

export function conflict(subject: Subject, name: string, why: string): StatusError {
  return new StatusError({
    code: 409,
    reason: "Conflict",
    message: `Operation cannot be fulfilled on ${qualifiedName(subject)} "${name}": ${why}`,
    details: detailsOf(subject, name),
  });
}

export function badRequest(message: string): StatusError {
  return new StatusError({ code: 400, reason: "BadRequest", message });
}

/** The object says that it is in another namespace than the request. */
export function otherNamespace(): StatusError {
  return badRequest("the namespace of the provided object does not match the namespace sent on the request");
}

export function forbidden(subject: Subject, name: string, why: string, causes?: readonly StatusCause[]): StatusError {
  const what = name === "" ? qualifiedName(subject) : `${qualifiedName(subject)} "${name}"`;
  return new StatusError({
    code: 403,
    reason: "Forbidden",
    message: `${what} is forbidden: ${why}`,
    details: { ...detailsOf(subject, name), ...(causes && { causes }) },
  });
}

/** A path that is no resource and that the user may not have. */
export function forbiddenPath(why: string): StatusError {
  return new StatusError({ code: 403, reason: "Forbidden", message: `forbidden: ${why}`, details: {} });
}

export function unauthorized(): StatusError {
  return new StatusError({ code: 401, reason: "Unauthorized", message: "Unauthorized" });
}

export function expired(message: string): StatusError {
  return new StatusError({ code: 410, reason: "Expired", message });
}

export function notAcceptable(accepted: readonly string[]): StatusError {
  const message = `only the following media types are accepted: ${accepted.join(", ")}`;
  return new StatusError({ code: 406, reason: "NotAcceptable", message });
}

export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`;
  return new StatusError({ code: 415, reason: "UnsupportedMediaType", message });
}

export function requestTooLarge(message: string): StatusError {
  return new StatusError({ code: 413, reason: "RequestEntityTooLarge", message });
}

export function internalError(message: string): StatusError {
  return new StatusError({
    code: 500,
    reason: "InternalError",
    message: `Internal error occurred: ${message}`,
    details: { causes: [{ message }] },
  });
}
