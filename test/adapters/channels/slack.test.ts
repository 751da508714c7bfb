import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escaped, slackMessage } from "../../../src/adapters/channels/slack.ts";
import { channelContract } from "../../contracts/channel.ts";
import { facts, hasty, message, openChannel, options, receiver } from "./receiver.ts";

const path = "/services/T000/B000/secretsecret";

channelContract("slack", {
  open: (url, effects) => openChannel("slack", { "slack-url": `${url}${path}` }, effects),
  ref: null,
  secret: "secretsecret",
});

/** Every text of a message that Slack would look at. */
function texts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key === "text" && typeof child === "string" ? [child] : texts(child),
  );
}

const decoded = (text: string) =>
  text.replace(/&(lt|gt|amp);/g, (_, name: string) => ({ lt: "<", gt: ">" })[name] ?? "&");

describe("a Slack message", () => {
  test("says what has happened, with a button that leads to the run", async () => {
    await using to = await receiver();
    await openChannel("slack", { "slack-url": `${to.url}${path}` }, hasty().effects).deliver(message(), options());
    expect(to.received[0]?.path).toBe(path);
    expect(JSON.parse(to.received[0]?.body ?? "")).toMatchObject({
      text: "shop v2 is live in production and verified good",
      mrkdwn: false,
      blocks: [
        { type: "header", text: { type: "plain_text" } },
        { type: "section", text: { type: "plain_text", text: expect.stringContaining("by alice") } },
        { type: "context", elements: [{ text: "customers, production" }] },
        { type: "actions", elements: [{ type: "button", url: facts.url }] },
      ],
    });
  });

  test.each(["<!channel>", "<!here|here>", "<@U012AB3CD>", "<#C012>", "<https://evil.test|run>", "&lt;!channel&gt;"])(
    "%s is nothing but text",
    (text) => {
      const told = slackMessage(message({ title: text, text, audience: text, facts: { ...facts, reason: text } }));
      for (const one of texts(told)) expect(one).not.toMatch(/[<>]|&(?!(?:amp|lt|gt);)/);
      expect(texts(told).map(decoded)).toContain(text);
    },
  );

  test("no text from outside is markup, and none is longer than Slack takes", () => {
    const piece = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("<!channel>", "<@U1>", "&", "<", ">", "😀"));
    const wild = fc.array(piece, { maxLength: 60 }).map((parts) => parts.join("").repeat(8));
    fc.assert(
      fc.property(wild, wild, wild, (title, text, audience) => {
        const told = slackMessage(message({ title, text, audience })) as { readonly blocks: readonly unknown[] };
        for (const one of texts(told)) expect(one).not.toMatch(/[<>]|&(?!(?:amp|lt|gt);)/);
        const [header, section, context] = told.blocks.map((block) => texts(block)[0]?.length ?? 0);
        expect([(header ?? 0) <= 150, (section ?? 0) <= 3000, (context ?? 0) <= 300]).toEqual([true, true, true]);
        expect(JSON.stringify(told)).not.toContain('"mrkdwn",');
      }),
    );
  });

  test("a text that fits reads as it was written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 30 }), (text) => {
        expect(decoded(escaped(text, 150))).toBe(text);
      }),
    );
  });

  test("no entity is cut in two", () => {
    for (let most = 10; most < 40; most++) expect(escaped("&".repeat(100), most)).toMatch(/^(&amp;)*\.{3}$/);
  });
});
