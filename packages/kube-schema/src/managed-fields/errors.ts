export type ManagedFieldsErrorCode =
  /** The applied object does not fit the schema (500 in the API server). */
  | "invalid-object"
  /** The request itself is wrong (400 in the API server). */
  | "bad-request"
  /** The live object's managedFields cannot be read. */
  | "invalid-managed-fields";

/** A server-side apply that cannot be done. The messages are the API server's. */
export class ManagedFieldsError extends Error {
  override readonly name = "ManagedFieldsError";
  readonly code: ManagedFieldsErrorCode;

  constructor(code: ManagedFieldsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
