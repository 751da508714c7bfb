/** Hides secrets in text; the longest first, so that no part of a longer one stays. */
export interface Redactor {
  mask(secret: string): void;
  redact(text: string): string;
}

/** A redactor that `onMask` is told about every new secret, line by line. */
export function createRedactor(onMask: (secret: string) => void): Redactor {
  const secrets = new Set<string>();
  let longestFirst: string[] = [];
  const add = (secret: string): void => {
    // One or two characters would garble every line and give nothing away.
    if (secret.length < 3 || secrets.has(secret)) return;
    secrets.add(secret);
    longestFirst = [...secrets].sort((a, b) => b.length - a.length);
    onMask(secret);
  };
  return {
    mask(secret) {
      for (const line of [secret, ...secret.split("\n")].map((part) => part.trim())) {
        add(line);
        if (line.length >= 3) add(encodeURIComponent(line));
      }
    },
    redact: (text) => longestFirst.reduce((hidden, secret) => hidden.replaceAll(secret, "***"), text),
  };
}
