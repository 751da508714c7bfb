/** A longer answer is none of a receiver of messages. */
const most = 4 * 1024 * 1024;

/** The answer's text; null where it breaks off or does not end. */
export async function readBody(response: Response): Promise<string | null> {
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > most) return null;
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch {
    return null;
  }
}
