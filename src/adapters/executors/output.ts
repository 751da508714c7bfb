import type { Readable } from "node:stream";

/** Bytes of a program's output that are kept. */
export const outputLimit = 1024 * 1024;

/** The last line of an output of which only the beginning is kept. */
export const cutAfter = "[cut: only the first 1 MiB is kept]";

/** No secret is longer: so much more is read before redaction, so that a cut never leaves half a secret. */
const slack = 64 * 1024;

/** Gathers what a program prints: its beginning (to be read) or its end (to be quoted), redacted and capped. */
export function gather(stream: Readable, keep: "beginning" | "end", redact: (text: string) => string): () => string {
  const most = outputLimit + slack;
  const chunks: Buffer[] = [];
  let kept = 0;
  let total = 0;
  stream.on("error", () => {});
  stream.on("data", (chunk: Buffer) => {
    total += chunk.length;
    if (keep === "beginning" && kept >= most) return;
    chunks.push(chunk);
    kept += chunk.length;
    while (keep === "end" && kept - (chunks[0]?.length ?? 0) >= most) kept -= chunks.shift()?.length ?? 0;
  });
  return () => {
    const bytes = Buffer.concat(chunks);
    const isBeginning = keep === "beginning";
    if (total <= most) return cap(redact(bytes.toString("utf8")), isBeginning);
    const redacted = redact((isBeginning ? bytes.subarray(0, most) : bytes.subarray(-most)).toString("utf8"));
    return cap(isBeginning ? redacted.slice(0, -slack) : redacted.slice(slack), isBeginning, true);
  };
}

function cap(text: string, isBeginning: boolean, isCut = false): string {
  if (!isCut && text.length <= outputLimit) return text;
  return isBeginning
    ? `${text.slice(0, outputLimit)}\n${cutAfter}`
    : `[cut: only the last 1 MiB is kept]\n${text.slice(-outputLimit)}`;
}

/** The last lines of a text that say something. */
export function lastLines(text: string, count: number): string {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-count)
    .join("\n");
}
