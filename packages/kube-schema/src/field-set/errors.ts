/** FieldsV1 that cannot be read. */
export class FieldSetError extends Error {
  override readonly name = "FieldSetError";
  readonly code = "invalid-path-element";
}
