import { readdirSync, readFileSync } from "node:fs";

/** A text that must be seen nowhere, and what it is called when it is seen. */
export interface Planted {
  readonly name: string;
  readonly text: string;
}

/** Watches the command lines of every process of this machine. */
export interface Witness {
  /** What was seen until now: the secret's name and the program that gave it away. */
  end(): readonly string[];
}

/** A program says what it is within its first moments; afterwards it is looked at now and then. */
const closely = 8;
const nowAndThen = 32;

/** Looks at all of them every few milliseconds, until asked what it has seen. */
export function watchCommandLines(planted: readonly Planted[]): Witness {
  const needles = needlesOf(planted);
  const seen = new Set<string>();
  let looks = new Map<string, number>();
  const look = () => {
    const next = new Map<string, number>();
    for (const pid of readdirSync("/proc")) {
      if (!/^\d+$/.test(pid)) continue;
      const times = looks.get(pid) ?? 0;
      next.set(pid, times + 1);
      if (times > closely && times % nowAndThen > 0) continue;
      const line = readLine(pid);
      for (const name of leaksIn(line, needles)) seen.add(`${name} in the words of ${line.toString().split("\0")[0]}`);
    }
    looks = next;
  };
  const timer = setInterval(look, 4);
  look();
  return {
    end() {
      clearInterval(timer);
      look();
      return [...seen];
    },
  };
}

function readLine(pid: string): Buffer {
  try {
    return readFileSync(`/proc/${pid}/cmdline`);
  } catch {
    // It has ended meanwhile.
    return Buffer.alloc(0);
  }
}

export interface Needle {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Each secret in every form in which it could stand somewhere: as it is, percent-encoded, base64 at any place of a longer text, and each line of it. */
export function needlesOf(planted: readonly Planted[]): readonly Needle[] {
  return planted.flatMap(({ name, text }) => {
    const lines = text.split("\n").filter((line) => line.length >= 12 && !line.startsWith("-----"));
    const whole = [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text), encodeURI(text)];
    const encoded = [text, encodeURIComponent(text)].flatMap(asBase64);
    return [...new Set([...whole, ...lines, ...encoded])].map((form) => ({ name, bytes: Buffer.from(form) }));
  });
}

/** What base64 makes of the text wherever it begins: three forms, without the letters that its neighbours decide. */
function asBase64(text: string): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString("base64");
    return whole.slice(offset === 0 ? 0 : 4);
  });
}

/** Names of the secrets that stand in it. */
export function leaksIn(content: Buffer | string, needles: readonly Needle[]): readonly string[] {
  const bytes = Buffer.from(content as string);
  return [...new Set(needles.filter((needle) => bytes.includes(needle.bytes)).map(({ name }) => name))];
}
