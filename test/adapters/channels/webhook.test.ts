import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { signatureOf } from "../../../src/adapters/channels/webhook.ts";
import { channelContract } from "../../contracts/channel.ts";
import { temporaryFolder } from "../../effects.ts";
import { facts, hasty, message, openChannel, options, receiver } from "./receiver.ts";

const secret = "secretsecret";

channelContract("webhook", {
  open: (url, effects) => openChannel("webhook", { "webhook-url": url, "webhook-secret": secret }, effects),
  ref: null,
  secret,
});

const page = readFileSync(join(import.meta.dirname, "../../../actions/notify/README.md"), "utf8");

type Verify = (secret: string, header: string, body: string, now: number) => boolean;

/** The receiver's check as the page shows it. */
async function verifyOfPage(folder: string): Promise<Verify> {
  const [, code = ""] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
  const file = join(folder, "verify.mjs");
  writeFileSync(file, code);
  return ((await import(pathToFileURL(file).href)) as { readonly verify: Verify }).verify;
}

describe("a webhook's message", () => {
  test("is signed so that the check of the page takes it, and nothing that was changed", async () => {
    await using folder = await temporaryFolder();
    await using to = await receiver();
    const verify = await verifyOfPage(folder.path);
    const channel = openChannel("webhook", { "webhook-url": to.url, "webhook-secret": secret }, hasty().effects);
    await channel.deliver(message({ text: "ä <b> \u{1f600}" }), options());
    const [{ headers, body }] = to.received as [(typeof to.received)[0]];
    const signature = String(headers["x-deploy-actions-signature"]);
    const now = Date.now() / 1000;
    expect(verify(secret, signature, body, now)).toBe(true);
    expect(verify(secret, signature, `${body} `, now)).toBe(false);
    expect(verify("other", signature, body, now)).toBe(false);
    expect(verify(secret, signature, body, now + 600)).toBe(false);
    expect(verify(secret, signature.replace(/t=\d+/, `t=${Math.floor(now) + 1}`), body, now)).toBe(false);
    expect(verify(secret, "", body, now)).toBe(false);
  });

  test("the worked example of the page is right", async () => {
    const [, header = "", body = "", key = ""] =
      /Signature: `([^`]+)`, body: `([^`]+)`, secret: `([^`]+)`/.exec(page) ?? [];
    const at = Number(/^t=(\d+)/.exec(header)?.[1]);
    expect(signatureOf(key, body, at)).toBe(header);
    await using folder = await temporaryFolder();
    expect((await verifyOfPage(folder.path))(key, header, body, at)).toBe(true);
  });

  test("holds what the page says", async () => {
    await using to = await receiver();
    const channel = openChannel("webhook", { "webhook-url": to.url, "webhook-unsigned": "true" }, hasty().effects);
    await channel.deliver(message({ moment: "rolled-back", isWithdrawal: true }), options());
    const [{ headers, body }] = to.received as [(typeof to.received)[0]];
    expect(headers["x-deploy-actions-signature"]).toBeUndefined();
    expect(headers["x-deploy-actions-delivery"]).toBe("delivery-1");
    const told = JSON.parse(body) as Readonly<Record<string, unknown>>;
    expect(told).toMatchObject({ format: 1, moment: "rolled-back", isWithdrawal: true, isRepeated: false, ...facts });
    for (const name of Object.keys(told)) expect(page).toContain(`\`${name}\``);
  });

  test.each([
    [{}, "is required; where the receiver needs no proof, say `webhook-unsigned: true`"],
    [{ "webhook-secret": secret, "webhook-unsigned": "true" }, "remove one of the two"],
  ])("with %j is refused", (more, told) => {
    const open = () => openChannel("webhook", { "webhook-url": "https://a", ...more }, hasty().effects);
    expect(open).toThrow(told);
  });

  test("goes over http where that is allowed", () => {
    const inputs = { "webhook-url": "http://10.0.0.7", "webhook-unsigned": "true" };
    const open = (more: object) => () => openChannel("webhook", { ...inputs, ...more }, hasty().effects);
    expect(open({})).toThrow("set `webhook-http: true`");
    expect(open({ "webhook-http": "true" })).not.toThrow();
  });
});
