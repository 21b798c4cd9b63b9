export type SetNode = { readonly [element: string]: SetNode };
