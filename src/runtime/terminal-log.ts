import process from "node:process";
import type { Log } from "../kit/effects.ts";

/** A line of text per deed, with the seconds since the start; or one JSON object per deed for programs that follow. */
export function terminalLog(progress: "text" | "json", redact: (text: string) => string): Log {
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(1).padStart(6);
  const print = (line: string) => process.stderr.write(`${redact(line)}\n`);
  const tell = (name: string, facts: Readonly<Record<string, unknown>>) => {
    process.stdout.write(`${redact(JSON.stringify({ at: new Date().toISOString(), event: name, ...facts }))}\n`);
  };
  if (progress === "json") {
    return {
      info: (line) => tell("log", { line }),
      warn: (line) => tell("warning", { line }),
      event: tell,
      detail: (title, lines) => tell("detail", { title, lines }),
    };
  }
  return {
    info: (line) => print(`${seconds()}s  ${line}`),
    warn: (line) => print(`${seconds()}s  Warning: ${line}`),
    event: () => undefined,
    detail: (title, lines) => print(`--- ${title}\n${lines.trimEnd()}\n---`),
  };
}
