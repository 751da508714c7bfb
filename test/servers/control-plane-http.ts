import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";

// biome-ignore lint/suspicious/noExplicitAny: objects of every kind
export type Json = any;

/** One request to the API; the answer as JSON, or its text. A PATCH is a merge patch, or a JSON patch where it is a list. */
export type ApiCall = (method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: Json) => Promise<Json>;

/** Asks as the owner of the token. */
export function callApi({ url, token, ca }: { url: string; token: string; ca: string }): ApiCall {
  const agent = new Agent({ ca, keepAlive: true });
  return async (method, path, body) => {
    const patch = Array.isArray(body) ? "application/json-patch+json" : "application/merge-patch+json";
    const content = Buffer.from(body === undefined ? "" : JSON.stringify(body));
    // Node does not say by itself how long the content of a DELETE is: what follows on the connection would be read as it.
    const about = { "content-type": method === "PATCH" ? patch : "application/json", "content-length": content.length };
    const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : about) };
    const sent = request(new URL(path, url), { method, headers, agent, timeout: 10_000 });
    sent.once("timeout", () => sent.destroy(new Error("no answer in time")));
    sent.end(content);
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    const said = await text(answer);
    const { statusCode = 500 } = answer;
    if (statusCode >= 300) throw new Error(`${method} ${path}: ${statusCode} ${said.slice(0, 500)}`);
    return answer.headers["content-type"] === "application/json" ? JSON.parse(said) : said;
  };
}
