import { object, optional, string } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";

export const imageRef = object({
  name: string({ description: "Name of the image, without tag." }),
  tag: string({ description: "Tag of the image." }),
  digest: optional(string({ description: "Digest of the image, where the policy asks for it." })),
});
export type ImageRef = Infer<typeof imageRef>;
