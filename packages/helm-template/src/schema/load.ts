import { messageOf } from "@flux-ts/base";
import type { JsonValue } from "@flux-ts/base";
import { quote } from "../quote.ts";
import { SchemaError } from "./error.ts";
import type { LoadSchema } from "./library.ts";
import { parseSchema } from "./parse.ts";

/**
 * Gives the text of the schema at an `http` or `https` address, and throws when it cannot be had. It is asked while a chart is
 * rendered, and so has to know the answer.
 */
export type ReadSchema = (url: string) => string;

/** Why nothing is loaded where nobody reads schemas at other addresses. */
export function notFetched(url: string): string {
  return `HTTP request failed for ${url}: schemas at other addresses are not fetched here`;
}

/** How schemas at other addresses are loaded. Files are not: a chart must not look into the machine it is rendered on. */
export function schemaLoader(read: ReadSchema): LoadSchema {
  return (url) => {
    const scheme = /^[a-z][a-z0-9+.-]*(?=:)/.exec(url)?.[0];
    switch (scheme) {
      case "http":
      case "https":
        return loadRemote(url, read);
      case "urn":
        return true;
      case "file":
        throw failure(url, `open ${pathOf(url)}: no such file or directory`);
      default:
        throw failure(url, `no URLLoader registered for ${quote(url)}`);
    }
  };
}

function loadRemote(url: string, read: ReadSchema): JsonValue {
  let text: string;
  try {
    text = read(url);
  } catch (error) {
    throw failure(url, messageOf(error), error);
  }
  try {
    return parseSchema(text).schema;
  } catch (error) {
    throw failure(url, messageOf(error), error);
  }
}

function failure(url: string, reason: string, cause?: unknown): SchemaError {
  return new SchemaError(`failing loading ${quote(url)}: ${reason}`, { cause });
}

/** The path of a file, as Go reads it out of a URL. */
function pathOf(url: string): string {
  return /^file:\/\/[^/?]*([^?]*)/.exec(url)?.[1] ?? "";
}
