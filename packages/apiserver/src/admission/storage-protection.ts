import type { Admission } from "./admission.ts";

const finalizers: { readonly [table: string]: string } = {
  "/persistentvolumeclaims": "kubernetes.io/pvc-protection",
  "/persistentvolumes": "kubernetes.io/pv-protection",
};

/** Volumes and claims stay as long as they are used. */
export const storageProtection: Admission = {
  create: (_registry, { served }, object) => {
    const finalizer = finalizers[served.resource.table];
    const { finalizers: present = [] } = object.metadata;
    if (finalizer === undefined || present.includes(finalizer)) return object;
    return { ...object, metadata: { ...object.metadata, finalizers: [...present, finalizer] } };
  },
};
