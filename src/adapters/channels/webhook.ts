import { createHmac } from "node:crypto";
import { moments } from "../../core/moments.ts";
import { InputError } from "../../kit/errors.ts";
import { flag, secret } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Channel, Message } from "../../stages/ports/channel.ts";
import { checkAddress } from "./address.ts";
import { send } from "./send.ts";

/** Posts JSON of our own to any address, signed. */
export const webhook = defineAdapter<Channel>()({
  name: "webhook",
  summary: "JSON to any address, signed with a shared secret.",
  inputs: {
    "webhook-url": secret({ description: "Address that the message is posted to.", required: true }),
    "webhook-secret": secret({ description: "Shared secret that the body is signed with (HMAC-SHA256)." }),
    "webhook-unsigned": flag({
      default: "false",
      description: "`true`: no signature; the receiver cannot tell who has sent it.",
    }),
    "webhook-http": flag({ default: "false", description: "Allow http where the way to the receiver is safe." }),
  },
  open(inputs, { effects }) {
    const url = checkAddress("webhook-url", inputs["webhook-url"], { allowsHttp: inputs["webhook-http"] });
    const key = checkSecret(inputs["webhook-secret"], inputs["webhook-unsigned"]);
    return {
      moments,
      keepsOpen: false,
      async deliver(message, options) {
        const body = JSON.stringify(webhookMessage(message));
        const signature = key === null ? {} : { [header]: signatureOf(key, body, Math.floor(effects.now() / 1000)) };
        const headers = { ...signature, "x-deploy-actions-delivery": message.delivery };
        const { status } = await send(effects, { to: "the webhook's receiver", url, body, headers }, options);
        return { status, ref: null };
      },
    };
  },
});

const header = "x-deploy-actions-signature";

/** `t=<seconds since 1970>,v1=<HMAC-SHA256 of "<t>.<body>" in hexadecimal digits>`. */
export function signatureOf(key: string, body: string, at: number): string {
  return `t=${at},v1=${createHmac("sha256", key).update(`${at}.${body}`).digest("hex")}`;
}

/** What is posted; `format` rises when a receiver has to be changed. */
export function webhookMessage(message: Message): unknown {
  const { delivery, moment, isWithdrawal, isRepeated, audience, title, text, facts, at } = message;
  return { format: 1, delivery, at, moment, isWithdrawal, isRepeated, audience, title, text, ...facts };
}

function checkSecret(key: string | undefined, isUnsigned: boolean): string | null {
  if ((key === undefined) === isUnsigned) return key ?? null;
  const what = isUnsigned
    ? "is given, but `webhook-unsigned: true` says that nothing is signed; remove one of the two"
    : "is required; where the receiver needs no proof, say `webhook-unsigned: true`";
  throw new InputError([{ where: "webhook-secret", what }]);
}
