import { readableTime } from "./markdown.ts";
import type { Moment } from "./moments.ts";

/** What a message may speak of. All of it may come from outside. */
export interface Facts {
  readonly version: string;
  readonly commit: string;
  readonly environment: string;
  readonly application: string;
  readonly actor: string;
  /** Empty where there is none. */
  readonly reason: string;
  /** Of the run; empty where there is none. */
  readonly url: string;
  readonly outcome: string;
}

/** A message in words; no character of it means anything but itself. */
export interface Announcement {
  /** One line. */
  readonly title: string;
  readonly text: string;
  /** The same without names and reasons, for people outside. */
  readonly brief: string;
}

export const placeholders = [
  "version",
  "commit",
  "environment",
  "application",
  "actor",
  "reason",
  "url",
  "outcome",
] as const satisfies readonly (keyof Facts)[];

const named = /\{([A-Za-z][\w-]*)\}/g;

/** Names in the template that stand for nothing. */
export function unknownPlaceholders(template: string): readonly string[] {
  const names = [...template.matchAll(named)].map(([, name = ""]) => name);
  return [...new Set(names)].filter((name) => !placeholders.some((known) => known === name));
}

/** Puts facts into a template, once: what looks like a placeholder within a fact stays as it is. */
export function fillIn(template: string, facts: Facts): string {
  return template.replace(named, (whole, name: string) => {
    const known = placeholders.find((placeholder) => placeholder === name);
    return known === undefined ? whole : facts[known];
  });
}

const longest = 500;

/** Text from outside on one line: without control characters, without those that turn the reading direction, of a bounded length. */
export function oneLine(text: string, most = longest): string {
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/g, "")
    .toWellFormed()
    .trim();
  return cut(line, most);
}

/** At most so many UTF-16 units, no character torn in two. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, Math.max(0, most - 3)).replace(/[\uD800-\uDBFF]$/, "")}...`;
}

/** The facts as they may stand in a message. */
export function presentable(facts: Facts): Facts {
  return Object.fromEntries(
    placeholders.map((name) => [name, name === "url" ? webAddress(facts.url) : oneLine(facts[name])]),
  ) as unknown as Facts;
}

function webAddress(url: string): string {
  return /^https?:\/\/[\w.~:/?#[\]@!$&'()*+,;=%-]+$/.test(url) && url.length <= 1000 ? url : "";
}

export interface Occasion {
  readonly moment: Moment;
  readonly facts: Facts;
  /** Milliseconds after which a good release counts as stable. */
  readonly stableAfter: number;
  /** The release was announced as good before. */
  readonly isWithdrawal: boolean;
  /** The same message may have arrived before. */
  readonly isRepeated: boolean;
  /** The user's own words, or null. */
  readonly template: string | null;
}

/** The words of a message. What the user wrote replaces all but the title. */
export function announce({ moment, facts, stableAfter, isWithdrawal, isRepeated, template }: Occasion): Announcement {
  const headline = isWithdrawal
    ? `${facts.application} ${facts.version} in ${facts.environment}, announced as good, was rolled back`
    : headlines[moment](facts, readableSpan(stableAfter));
  const marks = `${isRepeated ? "Repeated (it may have arrived before): " : ""}${isWithdrawal ? "Withdrawn: " : ""}`;
  const own = template === null ? null : `${marks}${cut(fillIn(template, facts), 3000)}`;
  return {
    title: oneLine(`${marks}${headline}`, 300),
    text: own ?? `${marks}${headline}. ${details(facts)}`,
    brief: own ?? `${marks}${headline}.`,
  };
}

const headlines: Readonly<Record<Moment, (facts: Facts, span: string) => string>> = {
  planned: ({ application, version, environment }) => `${application} ${version} waits for approval in ${environment}`,
  started: ({ application, version, environment }) => `${application} ${version} is being deployed to ${environment}`,
  done: ({ application, version, environment }) =>
    `${application} ${version} is live in ${environment} and verified good`,
  stable: ({ application, version, environment }, span) =>
    `${application} ${version} has been good in ${environment} for ${span}`,
  "rolled-back": ({ application, version, environment }) =>
    `${application} ${version} was rolled back in ${environment}`,
  held: ({ application, version, environment }) =>
    `${application} ${version} is held in ${environment}: a person has to decide`,
  failed: ({ application, version, environment }) =>
    `${application} ${version} could not be deployed to ${environment}`,
};

/** What became of the release, for `{outcome}`. */
export const outcomes: Readonly<Record<Moment, string>> = {
  planned: "waits for approval",
  started: "is being deployed",
  done: "verified good",
  stable: "stable",
  "rolled-back": "rolled back",
  held: "held",
  failed: "failed",
};

function details({ reason, actor, commit }: Facts): string {
  const why = reason === "" ? "" : `Why: ${reason.replace(/\.$/, "")}. `;
  return `${why}Commit ${commit.slice(0, 12)}, by ${actor}.`;
}

/** `1 h`, `2 d`, else as other times. */
function readableSpan(milliseconds: number): string {
  const hours = milliseconds / 3_600_000;
  if (hours < 1 || !Number.isInteger(hours)) return readableTime(milliseconds);
  return hours % 24 === 0 && hours > 24 ? `${hours / 24} d` : `${hours} h`;
}
