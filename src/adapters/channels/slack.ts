import { cut } from "../../core/announcement.ts";
import { moments } from "../../core/moments.ts";
import { flag, secret } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Channel, Message } from "../../stages/ports/channel.ts";
import { checkAddress } from "./address.ts";
import { send } from "./send.ts";

/** Posts to the incoming webhook of a Slack app. */
export const slack = defineAdapter<Channel>()({
  name: "slack",
  summary: "An incoming webhook of Slack.",
  inputs: {
    "slack-url": secret({ description: "Address of the incoming webhook.", required: true }),
    "slack-http": flag({ default: "false", description: "Allow http where the way to the receiver is safe." }),
  },
  open(inputs, { effects }) {
    const url = checkAddress("slack-url", inputs["slack-url"], { allowsHttp: inputs["slack-http"] });
    return {
      moments,
      keepsOpen: false,
      async deliver(message, options) {
        const body = JSON.stringify(slackMessage(message));
        const { status } = await send(effects, { to: "Slack", url, body }, options);
        return { status, ref: null };
      },
    };
  },
});

/** Block Kit: all words are `plain_text`, where Slack knows no markup, and its three control characters are entities everywhere. */
export function slackMessage({ title, text, audience, facts }: Message): unknown {
  const told = [audience, facts.environment].filter((part) => part !== "").join(", ");
  const link = facts.url === "" ? [] : [{ type: "actions", elements: [button(facts.url)] }];
  return {
    // What a notification shows; the one text that Slack would parse.
    text: escaped(title, 3000),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: "header", text: words(title, 150) },
      { type: "section", text: words(text, 3000) },
      { type: "context", elements: [words(told, 300)] },
      ...link,
    ],
  };
}

function button(url: string): unknown {
  return { type: "button", text: words("Open the run", 75), url };
}

function words(text: string, most: number): unknown {
  return { type: "plain_text", text: escaped(text, most), emoji: false };
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** The text with its entities is at most that long, and no entity is cut in two. */
export function escaped(text: string, most: number): string {
  const entitled = (raw: string) => raw.replace(/[&<>]/g, (character) => entities[character] ?? character);
  let length = Math.min(text.length, most);
  for (;;) {
    const whole = entitled(cut(text, length));
    if (whole.length <= most || length <= 3) return whole;
    length = Math.max(3, length - Math.max(1, Math.ceil((whole.length - most) / 5)));
  }
}
