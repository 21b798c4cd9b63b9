/** The kustomize controller: Kustomization. @module */
export { startKustomizeController } from "./start.ts";
export type { KustomizeControllerOptions } from "./start.ts";
