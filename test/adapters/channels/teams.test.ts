import { describe, expect, test } from "vitest";
import { teamsMessage } from "../../../src/adapters/channels/teams.ts";
import { channelContract } from "../../contracts/channel.ts";
import { facts, message, openChannel } from "./receiver.ts";

channelContract("teams", {
  open: (url, effects) => openChannel("teams", { "teams-url": `${url}/workflows/1?sig=secretsecret` }, effects),
  ref: null,
  secret: "secretsecret",
});

interface Card {
  readonly attachments: readonly [{ readonly contentType: string; readonly content: Content }];
}
interface Content {
  readonly type: string;
  readonly body: readonly { readonly type: string; readonly inlines: readonly { type: string; text: string }[] }[];
  readonly actions?: readonly unknown[];
}

const cardOf = (parts: Parameters<typeof message>[0]) => (teamsMessage(message(parts)) as Card).attachments[0];

describe("a Teams message", () => {
  test("is an Adaptive Card in the envelope that Workflows reads, with a button that leads to the run", () => {
    expect(teamsMessage(message())).toMatchObject({ type: "message", attachments: [{ contentUrl: null }] });
    const { contentType, content } = cardOf({});
    expect(contentType).toBe("application/vnd.microsoft.card.adaptive");
    expect(content).toMatchObject({ type: "AdaptiveCard", actions: [{ type: "Action.OpenUrl", url: facts.url }] });
    expect(cardOf({ facts: { ...facts, url: "" } }).content.actions).toBeUndefined();
  });

  test.each(["[run](https://evil.test)", "**bold**", "<at>everyone</at>", "- a\n- b"])(
    "%j stands where Markdown and mentions mean nothing",
    (text) => {
      const { content } = cardOf({ title: text, text, audience: text });
      expect(new Set(content.body.map(({ type }) => type))).toEqual(new Set(["RichTextBlock"]));
      expect(new Set(content.body.flatMap(({ inlines }) => inlines.map(({ type }) => type)))).toEqual(
        new Set(["TextRun"]),
      );
      expect(JSON.stringify(content)).not.toContain("msteams");
    },
  );

  test.each(["{{DATE(2026-11-20T12:00:00Z)}}", "${$root.secret}", "{{{x}}}"])("%s is not replaced", (text) => {
    const told = cardOf({ title: text, text }).content.body.flatMap(({ inlines }) => inlines.map((run) => run.text));
    for (const one of told) expect(one).not.toMatch(/\{\{|\$\{/);
  });

  test("is far below the 28 KB that Teams takes", () => {
    expect(JSON.stringify(teamsMessage(message({ text: "ä".repeat(50_000) }))).length).toBeLessThan(10_000);
  });
});
