import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { stopSignal } from "../stop-signal.ts";
import { count, kindOf, type Tallies } from "./counts.ts";
import { asker } from "./exchange.ts";
import { visitors } from "./visitors.ts";

// More than half a second's worth: a machine that falls behind so far is not helped by asking more of it.
const mostAtOnce = 100;
const keptOfEachKind = 10;
const lastAnswersWithin = 12_000;

/** Sends requests at a constant rate, however slow the answers are, until it is told to stop or its time is over. */
async function load(): Promise<void> {
  const { url, rate, visitors: howMany, seconds } = readArguments();
  const stopping = AbortSignal.any([stopSignal(), AbortSignal.timeout(seconds * 1000)]);
  const people = visitors(howMany);
  const { ask, close } = asker(url);
  const total = { requests: 0, notSent: 0, commits: {} as Tallies, failures: [] as Record<string, unknown>[] };
  let recent = { requests: 0, notSent: 0, commits: {} as Tallies };
  let inFlight = 0;

  const send = async (): Promise<void> => {
    const question = people.next();
    inFlight += 1;
    const answer = await ask(question);
    inFlight -= 1;
    const wrong = people.heard(question, answer);
    const kind = wrong === null ? kindOf(answer) : "other";
    for (const counts of [total, recent]) {
      counts.requests += 1;
      count(counts.commits, answer, kind);
    }
    const alike = total.failures.filter((failure) => failure.kind === kind);
    if (kind === "fine" || alike.length >= keptOfEachKind) return;
    const { body: _, ...facts } = answer;
    total.failures.push({ kind, asked: `${question.method} ${question.path}`, ...facts, ...(wrong ? { wrong } : {}) });
  };

  const report = setInterval(() => {
    say({ event: "second", ...recent, inFlight });
    recent = { requests: 0, notSent: 0, commits: {} };
  }, 1000);
  const started = performance.now();
  await pace(rate, stopping, () => {
    if (inFlight < mostAtOnce) return void send();
    total.notSent += 1;
    recent.notSent += 1;
  });
  const took = performance.now() - started;
  for (let waited = 0; inFlight > 0 && waited < lastAnswersWithin; waited += 20) await sleep(20);
  clearInterval(report);
  close();
  say({ event: "total", seconds: Math.round(took) / 1000, ...total, unanswered: inFlight, tickets: people.tickets });
}

/** Calls `deed` so often that it was called `rate` times for each second that has passed. */
async function pace(rate: number, stopping: AbortSignal, deed: () => void): Promise<void> {
  const started = performance.now();
  for (let done = 0; !stopping.aborted; ) {
    for (const due = ((performance.now() - started) / 1000) * rate; done < due; done += 1) deed();
    await sleep(10, null, { signal: stopping }).catch(() => undefined);
  }
}

function readArguments(): { url: string; rate: number; visitors: number; seconds: number } {
  const { values } = parseArgs({
    options: {
      url: { type: "string" },
      rate: { type: "string", default: "200" },
      visitors: { type: "string", default: "500" },
      seconds: { type: "string", default: "300" },
    },
  });
  if (values.url === undefined) throw new Error("--url <front door> is needed");
  const [rate, howMany, seconds] = [values.rate, values.visitors, values.seconds].map(Number);
  if (!rate || !howMany || !seconds) throw new Error("--rate, --visitors and --seconds must be numbers above 0");
  return { url: values.url, rate, visitors: howMany, seconds: Math.min(seconds, 300) };
}

function say(fact: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify(fact));
}

load().then(
  () => process.exit(),
  (error: Error) => {
    say({ event: "failed", why: error.message });
    process.exit(1);
  },
);
