import { cut } from "../../core/announcement.ts";
import { moments } from "../../core/moments.ts";
import { flag, secret } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Channel, Message } from "../../stages/ports/channel.ts";
import { checkAddress } from "./address.ts";
import { send } from "./send.ts";

/** Posts to a webhook of the Workflows app of Microsoft Teams ("Post to a channel when a webhook request is received"). */
export const teams = defineAdapter<Channel>()({
  name: "teams",
  summary: "A webhook of the Workflows app of Microsoft Teams.",
  inputs: {
    "teams-url": secret({ description: "Address of the workflow's webhook.", required: true }),
    "teams-http": flag({ default: "false", description: "Allow http where the way to the receiver is safe." }),
  },
  open(inputs, { effects }) {
    const url = checkAddress("teams-url", inputs["teams-url"], { allowsHttp: inputs["teams-http"] });
    return {
      moments,
      keepsOpen: false,
      async deliver(message, options) {
        const body = JSON.stringify(teamsMessage(message));
        const { status } = await send(effects, { to: "Teams", url, body }, options);
        return { status, ref: null };
      },
    };
  },
});

/** An Adaptive Card in a message. All words are in text runs: these know neither Markdown nor mentions. */
export function teamsMessage({ title, text, audience, facts }: Message): unknown {
  const told = [audience, facts.environment].filter((part) => part !== "").join(", ");
  const open = { type: "Action.OpenUrl", title: "Open the run", url: facts.url };
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          body: [
            words(title, { weight: "Bolder", size: "Medium" }),
            words(text, {}),
            words(told, { isSubtle: true, size: "Small" }),
          ],
          ...(facts.url === "" ? {} : { actions: [open] }),
        },
      },
    ],
  };
}

function words(text: string, style: Readonly<Record<string, unknown>>): unknown {
  return { type: "RichTextBlock", inlines: [{ type: "TextRun", text: inert(cut(text, 3000)), ...style }] };
}

/** Cards replace `{{DATE(...)}}` and templates `${...}` in any text. */
function inert(text: string): string {
  return text.replace(/([{$])(?=\{)/g, "$1\u200b");
}
