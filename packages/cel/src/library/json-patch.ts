import { func, library } from "./define.ts";

/** What helps to write JSON patches. */
export const jsonPatch = library({
  "jsonpatch.escapeKey": {
    string_jsonpatch_escapeKey_string: func(["string"], "string", (key) =>
      key.replaceAll("~", "~0").replaceAll("/", "~1"),
    ),
  },
});
