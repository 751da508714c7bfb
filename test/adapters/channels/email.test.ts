import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { channelContract } from "../../contracts/channel.ts";
import { hasty, message, openChannel, options, receiver } from "./receiver.ts";

const inputs = {
  "email-to": "ops@example.com, Support <help@example.com>",
  "email-from": "deploy@example.com",
  "email-token": "Bearer secretsecret",
};

channelContract("email", {
  open: (url, effects) => openChannel("email", { ...inputs, "email-url": url }, effects),
  ref: null,
  secret: "secretsecret",
});

async function sent(more: Readonly<Record<string, unknown>>, parts: Parameters<typeof message>[0] = {}) {
  await using to = await receiver();
  const channel = openChannel("email", { ...inputs, ...more, "email-url": to.url }, hasty().effects);
  await channel.deliver(message(parts), options());
  const [{ headers, body }] = to.received as [(typeof to.received)[0]];
  return { headers, body: JSON.parse(body) as Readonly<Record<string, unknown>> };
}

describe("an e-mail", () => {
  test("has sender, recipients, subject and text, and the token in its header", async () => {
    const { headers, body } = await sent({});
    expect(headers.authorization).toBe("Bearer secretsecret");
    expect(body).toEqual({
      from: "deploy@example.com",
      to: "ops@example.com, Support <help@example.com>",
      subject: "shop v2 is live in production and verified good",
      text: expect.stringMatching(/by alice\.\n\nhttps:\/\/ci\.example\.com\/runs\/1$/),
    });
  });

  test("takes the shape that a service wants", async () => {
    const shape = parse(
      '{ personalizations: [{ to: [{ email: a@example.com }] }], subject: "Re: {subject}", content: [{ type: text/plain, value: "{text}" }], track: false }',
    ) as object;
    const { headers, body } = await sent({ "email-body": shape, "email-token-header": "x-server-token" });
    expect(headers["x-server-token"]).toBe("Bearer secretsecret");
    expect(body).toMatchObject({
      personalizations: [{ to: [{ email: "a@example.com" }] }],
      subject: "Re: shop v2 is live in production and verified good",
      track: false,
    });
  });

  test("no text changes the shape or adds a line to the subject", async () => {
    const title = 'a", "bcc": "x@evil.test\r\nBcc: x@evil.test {text}';
    const { body } = await sent({}, { title });
    expect(Object.keys(body)).toEqual(["from", "to", "subject", "text"]);
    expect(body.subject).toBe('a", "bcc": "x@evil.test Bcc: x@evil.test {text}');
  });

  test.each([
    [{ "email-to": "ops" }, "`ops` is no mail address"],
    [{ "email-from": "a@b\nBcc: c@d" }, "is no mail address"],
    [{ "email-token-header": "a: b" }, "is no name of a header"],
    [{ "email-token": "a\nb" }, "it is not shown"],
  ])("%j is refused", (more, told) => {
    const open = () => openChannel("email", { "email-url": "https://a", ...inputs, ...more }, hasty().effects);
    expect(open).toThrow(told);
  });
});
