import { ReconcileError, toReconcileError } from "@flux-ts/controller";
import { test } from "vitest";

test("a ReconcileError is retried unless it says otherwise", ({ expect }) => {
  const where = { file: "apps/web.yaml", line: 3 };
  expect(new ReconcileError("BuildFailed", "no such file", { where })).toMatchObject({
    reason: "BuildFailed",
    message: "no such file",
    disposition: "retry",
    where,
  });
});

test("credentials in URLs are masked before anybody sees the message", ({ expect }) => {
  const error = new ReconcileError("GitOperationFailed", "cannot reach https://me:secret@example.com/x.git");
  expect(error.message).toBe("cannot reach https://***@example.com/x.git");
});

test("a ReconcileError stays itself, others become one that is retried", ({ expect }) => {
  const stalled = new ReconcileError("InvalidURL", "bad", { disposition: "stall" });
  expect(toReconcileError(stalled, "Other")).toBe(stalled);
  const cause = new Error("connection refused");
  expect(toReconcileError(cause, "Failed")).toMatchObject({
    reason: "Failed",
    message: "connection refused",
    disposition: "retry",
    cause,
  });
  expect(toReconcileError("text", "Failed").message).toBe("text");
});
