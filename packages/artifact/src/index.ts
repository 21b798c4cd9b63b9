/** Source artifacts: pack, digest, store, serve, fetch, verify and unpack safely. @module */
export { ArtifactError } from "./errors.ts";
export type { ArtifactErrorCode } from "./errors.ts";

export { fetchArtifact, fetchTree } from "./fetch.ts";
export type { ArtifactSource, FetchArtifactOptions } from "./fetch.ts";

export type { Retention } from "./garbage.ts";

export { openTree } from "./open.ts";

export { packArchive } from "./pack.ts";
export type { PackEntry } from "./pack.ts";

export { isPathOf } from "./path.ts";
export type { ArtifactKey } from "./path.ts";

export { createArtifactHandler, createArtifactServer } from "./serve.ts";
export type { ArtifactHandler, ArtifactServer, ArtifactServerOptions } from "./serve.ts";

export { createArtifactStore } from "./store.ts";
export type { ArtifactStore, ArtifactStoreOptions, StoredArtifact } from "./store.ts";

export { readArchive, unpackArchive, unpackToFolder } from "./unpack.ts";
export type { UnpackLimits } from "./unpack.ts";
