/** The process that runs the controllers, as a library. @module */
export type { Address } from "./address.ts";

export { installCrds } from "./crds.ts";
export type { InstallOptions } from "./crds.ts";

export { lead } from "./leadership.ts";
export type { Leadership, LeadershipOptions } from "./leadership.ts";

export { createLog } from "./log.ts";
export type { LogLevel } from "./log.ts";

export { startManager } from "./manager.ts";
export type { Manager, ManagerOptions, ServerUrls, StorageOptions } from "./manager.ts";
