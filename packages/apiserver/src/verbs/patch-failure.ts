import type { PatchError } from "@flux-ts/kube-schema";
import type { ResourceContext } from "../request/context.ts";
import { badRequest } from "../status/errors.ts";
import { StatusError } from "../status/status.ts";

/** A patch that could not be applied, as the real server answers it. */
export function patchFailure(error: PatchError, _context: ResourceContext): StatusError {
  switch (error.code) {
    case "test-failed":
    case "missing":
    case "bad-index":
    case "too-large":
      return new StatusError({
        code: 422,
        reason: "Invalid",
        message: "the server rejected our request due to an error in our request",
        details: {},
      });
    case "malformed":
      return badRequest(error.message);
  }
}
