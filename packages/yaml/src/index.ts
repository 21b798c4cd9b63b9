/** YAML as Kubernetes tools read and write it, with the file and line of every value. @module */
export { parseYaml, parseYamlDocument, parseYamlDocuments } from "./document.ts";
export type { YamlDocument } from "./document.ts";

export { notesOf, setNotes } from "./construct/notes.ts";
export type { DuplicateKey, MappingNotes } from "./construct/notes.ts";

export { emitYaml } from "./emit/emit.ts";
export type { YamlEmitOptions, YamlEmitProfile } from "./emit/emit.ts";

export { YamlError } from "./errors.ts";
export type { YamlErrorCode } from "./errors.ts";

export type { YamlLimits, YamlOptions, YamlProfile } from "./options.ts";
