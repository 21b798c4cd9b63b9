import apimachinery from "../../data/apimachinery.json" with { type: "json" };
import { GoTypes } from "./go-types.ts";
import { expandDefinitions } from "./openapi.ts";

const definitions = expandDefinitions(apimachinery.definitions);

/** `metadata` of every object, custom resources included. */
export const objectMeta = new GoTypes(definitions).struct("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
