import { createTarPacker } from "modern-tar";
import type { ChartPackage } from "../chart/package.ts";

/** The mode Helm gives every file of a package. */
const mode = 0o644;

/**
 * The gzipped tar archive of a package. Times are `modified` (in milliseconds since 1970) so that equal charts have equal
 * archives.
 */
export async function writeChartArchive({ entries }: ChartPackage, modified = 0): Promise<Uint8Array> {
  const { readable, controller } = createTarPacker();
  const compressed = readable.pipeThrough(new CompressionStream("gzip"));
  const done = new Response(compressed).arrayBuffer();
  for (const { path, bytes } of entries) {
    const body = controller.add({ name: path, size: bytes.length, mode, mtime: new Date(modified), uid: 0, gid: 0 });
    const writer = body.getWriter();
    if (bytes.length > 0) await writer.write(bytes);
    await writer.close();
  }
  controller.finalize();
  return new Uint8Array(await done);
}
