import { UrlError, parseUrl } from "../../url.ts";

export function uriFault(text: string): string | undefined {
  return faultOf(text, (scheme) => (scheme === "" ? "relative url" : undefined));
}

export function uriReferenceFault(text: string): string | undefined {
  return faultOf(text, () => (text.includes("\\") ? "contains \\" : undefined));
}

/** A reference with names in braces. */
export function uriTemplateFault(text: string): string | undefined {
  const reason = uriReferenceFault(text.replace(/[{}]/g, ""));
  if (reason !== undefined) return reason;
  let isOpen = false;
  for (const character of text) {
    if (character === "{" && isOpen) return "nested curly braces";
    if (character === "}" && !isOpen) return "nested curly braces";
    if (character === "{" || character === "}") isOpen = character === "{";
  }
  return isOpen ? "no matching closing brace" : undefined;
}

function faultOf(text: string, otherwise: (scheme: string) => string | undefined): string | undefined {
  try {
    return otherwise(parseUrl(text).scheme);
  } catch (error) {
    if (error instanceof UrlError) return error.message;
    throw error;
  }
}
