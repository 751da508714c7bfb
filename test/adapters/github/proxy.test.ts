import { createServer, request as httpRequest } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { openTransport } from "../../../src/adapters/github/transport.ts";
import { InputError } from "../../../src/kit/errors.ts";
import { testEffects } from "../../effects.ts";
import { openScript } from "./scripted.ts";

/** A proxy that passes plain requests on and tunnels with CONNECT; `seen` has the first line of each. */
async function openProxy() {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const { method, headers } = request;
    const onward = httpRequest(request.url ?? "", { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward).on("error", () => response.destroy());
  });
  server.on("connect", (request, client: Socket) => {
    seen.push(`CONNECT ${request.url}`);
    const { hostname, port } = new URL(`http://${request.url}`);
    const server = connect(Number(port), hostname, () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      server.pipe(client).pipe(server);
    });
    for (const socket of [server, client]) sockets.add(socket.on("error", () => socket.destroy()));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close().closeAllConnections();
  });
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const env = (settings: Readonly<Record<string, string>>) => (name: string) => settings[name];
const answer = { body: { default_branch: "main" } };

describe("GitHub is asked", () => {
  test.each(["HTTP_PROXY", "http_proxy"])(
    "through the proxy that %s names, and the answer comes back",
    async (name) => {
      const proxy = await openProxy();
      await using script = await openScript([answer]);
      const settings = { GITHUB_REPOSITORY: "acme/shop", GITHUB_API_URL: script.url, [name]: proxy.url };
      await using again = await openScript([], { env: env(settings) });
      expect(await again.github.defaultBranch()).toBe("main");
      expect(script.asked).toHaveLength(1);
      expect(proxy.seen).toHaveLength(1);
      expect(proxy.seen[0]).toContain(new URL(script.url).host);
    },
  );

  test("without it where NO_PROXY names its host", async () => {
    const proxy = await openProxy();
    await using script = await openScript([answer]);
    const settings = { GITHUB_REPOSITORY: "acme/shop", GITHUB_API_URL: script.url, HTTP_PROXY: proxy.url };
    await using again = await openScript([], { env: env({ ...settings, NO_PROXY: "example.com,127.0.0.1" }) });
    expect(await again.github.defaultBranch()).toBe("main");
    expect(proxy.seen).toEqual([]);
  });

  test("through a tunnel of the proxy that HTTPS_PROXY names", async () => {
    const proxy = await openProxy();
    await using script = await openScript([answer]);
    // Nobody speaks TLS there: that the proxy was asked to connect is what counts.
    const address = script.url.replace("http:", "https:");
    const settings = { GITHUB_REPOSITORY: "acme/shop", GITHUB_API_URL: address, HTTPS_PROXY: proxy.url };
    await using again = await openScript([], { env: env(settings) });
    await expect(again.github.defaultBranch()).rejects.toThrow("GitHub cannot be reached");
    expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT ${new URL(script.url).host}`]));
  });
});

describe("the address of a proxy", () => {
  test("that cannot be one is refused without being repeated", async () => {
    const error = await openTransport(testEffects({ env: env({ HTTPS_PROXY: "socks5://me:secret@x" }) })).catch(
      (e) => e,
    );
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain("HTTPS_PROXY: must be an http address");
    expect(error.message).not.toContain("secret");
  });

  test("may hold a password, which is masked", async () => {
    const effects = testEffects({ env: env({ HTTPS_PROXY: "http://me:p%40ss@127.0.0.1:1" }) });
    await openTransport(effects);
    expect(effects.masked).toEqual(["p%40ss", "p@ss"]);
  });
});
