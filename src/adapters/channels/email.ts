import * as z from "zod/mini";
import { oneLine } from "../../core/announcement.ts";
import { moments } from "../../core/moments.ts";
import { InputError } from "../../kit/errors.ts";
import { flag, list, secret, structure, text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Channel, Message } from "../../stages/ports/channel.ts";
import { checkAddress } from "./address.ts";
import { send } from "./send.ts";

/** Hands an e-mail to a service that takes JSON; what the JSON looks like is the user's to say, since every service has its own. */
export const email = defineAdapter<Channel>()({
  name: "email",
  summary: "E-mail, by the JSON interface of a mail service.",
  inputs: {
    "email-url": secret({ description: "Address of the service's interface for sending.", required: true }),
    "email-to": list({ description: "Recipients.", required: true }),
    "email-from": text({ description: "Sender.", required: true }),
    "email-token": secret({ description: "Value of the header that proves who asks, such as `Bearer ...`." }),
    "email-token-header": text({ default: "authorization", description: "Name of that header." }),
    "email-body": structure(z.record(z.string(), z.unknown()), {
      default: '{ from: "{from}", to: "{to}", subject: "{subject}", text: "{text}" }',
      description: "What is posted: any map, in whose texts `{from}`, `{to}`, `{subject}` and `{text}` are filled in.",
    }),
    "email-http": flag({ default: "false", description: "Allow http where the way to the receiver is safe." }),
  },
  open(inputs, { effects }) {
    const url = checkAddress("email-url", inputs["email-url"], { allowsHttp: inputs["email-http"] });
    const addresses = {
      to: inputs["email-to"].map((address) => checkMail("email-to", address)).join(", "),
      from: checkMail("email-from", inputs["email-from"]),
    };
    const headers = tokenHeader(inputs["email-token-header"], inputs["email-token"]);
    return {
      moments,
      keepsOpen: false,
      async deliver(message, options) {
        const body = JSON.stringify(filled(inputs["email-body"], { ...addresses, ...letter(message) }));
        const { status } = await send(effects, { to: "the mail service", url, body, headers }, options);
        return { status, ref: null };
      },
    };
  },
});

function letter({ title, text, facts }: Message): { readonly subject: string; readonly text: string } {
  return { subject: oneLine(title, 200), text: facts.url === "" ? text : `${text}\n\n${facts.url}` };
}

/** Fills in after the JSON was read, so that no text can change its shape. */
function filled(value: unknown, parts: Readonly<Record<string, string>>): unknown {
  if (typeof value === "string")
    return value.replace(/\{(from|to|subject|text)\}/g, (_, name: string) => parts[name] ?? "");
  if (Array.isArray(value)) return value.map((child) => filled(child, parts));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, filled(child, parts)]));
}

function checkMail(where: string, address: string): string {
  const bare = /^[^<>]*<([^<>]+)>$/.exec(address)?.[1] ?? address;
  if (/^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(bare)) return address;
  throw new InputError([{ where, what: `\`${address}\` is no mail address` }]);
}

function tokenHeader(name: string, token: string | undefined): Readonly<Record<string, string>> {
  if (!/^[A-Za-z0-9-]+$/.test(name))
    throw new InputError([{ where: "email-token-header", what: `\`${name}\` is no name of a header` }]);
  if (token !== undefined && !/^[\t\x20-\x7e]+$/.test(token))
    throw new InputError([{ where: "email-token", what: "holds characters that a header cannot (it is not shown)" }]);
  return token === undefined ? {} : { [name]: token };
}
