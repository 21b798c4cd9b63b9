import { EvalError } from "../values/value.ts";
import { func, library } from "./define.ts";

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

function decode(text: string): Uint8Array | EvalError {
  if (!base64.test(text)) return new EvalError("illegal base64 data");
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

export function encodeBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** cel-go's encoders. */
export const encoders = library({
  "base64.decode": { base64_decode_string: func(["string"], "bytes", decode) },
  "base64.encode": { base64_encode_bytes: func(["bytes"], "string", encodeBase64) },
});
