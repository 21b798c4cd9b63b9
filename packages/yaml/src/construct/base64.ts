/** The bytes of standard base64 with padding (line breaks are ignored), or undefined when the text is none. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const digits = text.replace(/[\r\n]/g, "");
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(digits)) return undefined;
  return Uint8Array.from(atob(digits), (character) => character.charCodeAt(0));
}
