import { announce, type Facts, presentable } from "../core/announcement.ts";
import type { ReleaseRecord } from "../core/journal.ts";
import { type Moment, refOf, type Telling, type Telltale, whetherToTell } from "../core/moments.ts";
import type { Effects } from "../kit/effects.ts";
import { ActionError, ServiceError } from "../kit/errors.ts";
import type { Hooks } from "./context.ts";
import { type Channel, DeliveryError, type Message, type Receipt } from "./ports/channel.ts";
import { type Draft, toJson } from "./writer.ts";

/** One item of the section. */
export interface NotifyStep {
  readonly item: string;
  /** What the journal and the operator call the channel. */
  readonly channel: string;
  readonly port: Channel;
  readonly moments: readonly Moment[];
  readonly audience: string;
  readonly template: string | null;
  /** Milliseconds. */
  readonly stableAfter: number;
  /** A message that cannot be delivered fails the step. */
  readonly required: boolean;
  /** Milliseconds for one request. */
  readonly timeout: number;
  readonly hooks: Hooks;
}

/** What happened to which release. */
export interface News {
  readonly moment: Moment;
  readonly release: ReleaseRecord;
  readonly facts: Facts;
  /** When the release was verified good, milliseconds since 1970; null while it is not the live one. */
  readonly goodSince: number | null;
}

/** What was told already, and where it is written down; no lease is needed for it. */
export interface TellingJournal extends Telltale {
  write(draft: Draft): Promise<string>;
}

/** What became of one item. */
export interface Notice {
  readonly item: string;
  readonly moment: Moment;
  readonly result: "told" | "withdrawn" | "undelivered" | "told already" | "not wanted" | "not yet" | "over";
  readonly ref: string | null;
  /** Why it was not delivered. */
  readonly problem: string | null;
}

/** Tells every item that wants to know, each once; what cannot be delivered stops nothing. Throws where the run is cancelled. */
export async function notify(
  effects: Effects,
  steps: readonly NotifyStep[],
  news: News,
  journal: TellingJournal,
): Promise<readonly Notice[]> {
  const notices: Notice[] = [];
  for (const step of steps) {
    const notice = await notifyOne(effects, step, news, journal);
    notices.push(notice);
    if (notice.problem !== null) effects.log.warn(`${step.item} (\`${news.moment}\`): ${notice.problem}`);
  }
  return notices;
}

/** What is wrong where a message that is required was not delivered; null where none is missing. */
export function missingMessages(steps: readonly NotifyStep[], notices: readonly Notice[]): ServiceError | null {
  const required = new Set(steps.filter((step) => step.required).map(({ item }) => item));
  const missing = notices.filter(({ item, result }) => result === "undelivered" && required.has(item));
  if (missing.length === 0) return null;
  const told = missing.map(({ item, moment, problem }) => `${item} (\`${moment}\`): ${problem}`).join("; ");
  return new ServiceError(`required messages were not delivered: ${told}`, {
    hint: "Run `notify` again once the receiver answers: what was delivered is not sent twice. The release itself is not changed by this.",
  });
}

async function notifyOne(effects: Effects, step: NotifyStep, news: News, journal: TellingJournal): Promise<Notice> {
  const { item, stableAfter, port } = step;
  const { moment, goodSince } = news;
  const wish = { item, moments: step.moments, known: port.moments, keepsOpen: port.keepsOpen };
  const telling = whetherToTell(wish, moment, journal);
  const notice = { item, moment, ref: null, problem: null };
  if (telling !== "tell" && telling !== "withdraw") return { ...notice, result: telling };
  const isStable = goodSince !== null && effects.now() - goodSince >= stableAfter;
  if (moment === "stable" && !isStable) return { ...notice, result: "not yet" };
  let ref: string | null = null;
  try {
    ({ ref } = await deliver(effects, step, news, { telling, journal }));
  } catch (error) {
    return { ...notice, result: "undelivered", problem: problemOf(effects, error) };
  }
  const told = { ...notice, result: telling === "withdraw" ? "withdrawn" : "told", ref } as const;
  return runCommands(effects, step, news, { when: "after", journal }).then(
    () => told,
    (error: unknown) => ({ ...told, problem: `it was told, but afterwards: ${problemOf(effects, error)}` }),
  );
}

/** What to tell the operator; whatever was not foreseen, and the end of the run, is thrown on. */
function problemOf(effects: Effects, error: unknown): string {
  effects.signal.throwIfAborted();
  if (!(error instanceof ActionError)) throw error;
  const parts = [error.message.replace(/\.$/, ""), error.hint ?? ""].filter((part) => part !== "");
  return effects.redact(parts.join(". "));
}

interface How {
  readonly telling: Telling;
  readonly journal: TellingJournal;
}

/** Written down before and after: a message of which only the beginning is known is sent again, and says so. */
async function deliver(effects: Effects, step: NotifyStep, news: News, { telling, journal }: How): Promise<Receipt> {
  const { item, audience, channel } = step;
  const { moment, release } = news;
  await runCommands(effects, step, news, { when: "before", journal });
  const begun = journal.begun.find((one) => one.item === item && one.moment === moment);
  const isWithdrawal = telling === "withdraw";
  const isRepeated = begun !== undefined;
  const asked = { moment, audience, channel, isWithdrawal, isRepeated, delivery: begun?.delivery ?? null };
  const common = { deed: "notify", release, item, asked } as const;
  const of = await journal.write({ ...common, phase: "intend" });
  effects.log.info(`Tell ${item} (${audience}) by ${channel}: \`${moment}\` of ${release.version}`);
  effects.log.event("notify", { item, moment, isWithdrawal, isRepeated });
  const sending = { news, isWithdrawal, isRepeated, delivery: begun?.delivery ?? of };
  try {
    const options = { ref: refOf(journal.told, item), timeout: step.timeout, signal: effects.signal };
    const receipt = await step.port.deliver(messageOf(effects, step, sending), options);
    await write(effects, journal, { ...common, of, phase: "done", after: toJson({ moment, ...receipt }) });
    return receipt;
  } catch (error) {
    await write(effects, journal, { ...common, of, phase: "failed", ...failure(effects, error) });
    throw error;
  }
}

/** What has happened has happened, also where the journal does not hear of it: the message would be sent again, marked as repeated. */
async function write(effects: Effects, journal: TellingJournal, draft: Draft): Promise<void> {
  await journal.write(draft).catch((error: unknown) => {
    effects.log.warn(`Journal: ${effects.redact((error as Error).message)}; the message counts as not told`);
  });
}

function failure(effects: Effects, error: unknown): Pick<Draft, "reason" | "evidence"> {
  const reason = String((error as Error).message);
  if (error instanceof DeliveryError) {
    return { reason, evidence: { status: error.status, isAmbiguous: error.isAmbiguous } };
  }
  // Cancelled in the middle of it, or a defect: nobody knows.
  return { reason, evidence: { status: null, isAmbiguous: true, isCancelled: effects.signal.aborted } };
}

interface Sending {
  readonly news: News;
  readonly delivery: string;
  readonly isWithdrawal: boolean;
  readonly isRepeated: boolean;
}

function messageOf(
  effects: Effects,
  { template, stableAfter, audience }: NotifyStep,
  { news, ...how }: Sending,
): Message {
  const { moment } = news;
  const told = Object.entries(news.facts).map(([name, text]) => [name, effects.redact(String(text))] as const);
  const facts = presentable(Object.fromEntries(told) as unknown as Facts);
  const at = new Date(effects.now()).toISOString();
  return { ...announce({ moment, facts, stableAfter, template, ...how }), ...how, moment, audience, facts, at };
}

/** The user's commands around a message; they are noted beside it, because there is no lease to write them under. */
async function runCommands(
  effects: Effects,
  { item, hooks }: NotifyStep,
  { release }: News,
  { when, journal }: { readonly when: "before" | "after"; readonly journal: TellingJournal },
): Promise<void> {
  for (const words of hooks[when]) {
    effects.log.info(`Run ${words[0]} (notify ${when})`);
    const { code, stdout, stderr } = await effects.exec.run(words, {
      cwd: effects.folder,
      signal: effects.signal,
      ...(hooks.timeLimit === undefined ? {} : { timeout: hooks.timeLimit }),
    });
    if (stdout + stderr !== "") effects.log.detail(`${words[0]} (notify ${when})`, stdout + stderr);
    const asked = { command: words[0], when };
    await journal.write({ phase: "note", deed: "notify", release, item, asked, evidence: { code } });
  }
}
