/** A schema that cannot be used. The message is the one of Helm's validator. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
}
