/** Of a body that is too large, so much is read and thrown away, so that its sender gets to read the answer. */
const DRAINED = 16 * 1_048_576;

/** A body's text, `null` once it turns out larger than `most` bytes: nobody makes this process hold more than that. */
export async function readText(request: Request, most: number): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > most + DRAINED) return null;
    if (size <= most) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size > most ? null : Buffer.concat(chunks).toString();
}
