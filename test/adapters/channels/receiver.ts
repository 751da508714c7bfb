import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { channels } from "../../../src/adapters/channels/index.ts";
import { announce, type Facts } from "../../../src/core/announcement.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import type { Channel, Message } from "../../../src/stages/ports/channel.ts";
import { plainEffects } from "../plain-effects.ts";

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Reply = (response: ServerResponse, received: Received) => void;

/** A server on loopback that keeps what it gets; the last reply counts for all that follow. */
export async function receiver(...first: readonly Reply[]) {
  const received: Received[] = [];
  let replies = first.length === 0 ? [answers(200)] : [...first];
  const server = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    const one = { method, path: url, headers, body: await bodyOf(request) };
    received.push(one);
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    reply?.(response, one);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    reply: (...next: readonly Reply[]) => {
      replies = [...next];
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

export type Receiver = Awaited<ReturnType<typeof receiver>>;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** An answer with that status. */
export function answers(status: number, headers: Readonly<Record<string, string>> = {}, body = "{}"): Reply {
  return (response) => void response.writeHead(status, headers).end(body);
}

/** Breaks the connection off without an answer. */
export const resets: Reply = (response) => void response.socket?.resetAndDestroy();

/** Never answers. */
export const isSilent: Reply = () => undefined;

/** Effects that note how long was waited and do not wait. */
export function hasty(overrides: Partial<Effects> = {}) {
  const waits: number[] = [];
  const sleep = async (milliseconds: number) => void waits.push(milliseconds);
  return { waits, effects: plainEffects({ sleep, ...overrides }) };
}

/** Parses inputs as the configuration would, and opens the channel. */
export function openChannel(name: string, inputs: Readonly<Record<string, unknown>>, effects: Effects): Channel {
  const adapter = channels.find(name);
  if (adapter === undefined) throw new Error(`${name} is not registered`);
  const values = Object.entries(adapter.inputs).map(([input, field]) => {
    const given = inputs[input] ?? field.default;
    return [input, given === undefined ? undefined : field.parse(given)];
  });
  return adapter.open(Object.fromEntries(values), { effects, application: "shop", environment: "production" });
}

export const facts: Facts = {
  version: "v2",
  commit: "2".repeat(40),
  environment: "production",
  application: "shop",
  actor: "alice",
  reason: "error rate 7 %",
  url: "https://ci.example.com/runs/1",
  outcome: "verified good",
};

/** A message as the stage makes it, or with other words in it. */
export function message(parts: Partial<Message> = {}): Message {
  const { moment = "done", isWithdrawal = false, isRepeated = false } = parts;
  const told = parts.facts ?? facts;
  return {
    ...announce({ moment, facts: told, stableAfter: 3_600_000, isWithdrawal, isRepeated, template: null }),
    delivery: "delivery-1",
    moment,
    isWithdrawal,
    isRepeated,
    audience: "customers",
    facts: told,
    at: "2026-11-20T12:00:00.000Z",
    ...parts,
  };
}

/** How the stage would ask. */
export function options(ref: string | null = null, signal = new AbortController().signal) {
  return { ref, timeout: 2_000, signal };
}
