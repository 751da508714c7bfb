import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { callApi } from "./control-plane-http.ts";
import { certificate } from "./kubelet-logs.ts";

test("what is sent with a DELETE is no part of the next request on its connection", async () => {
  const { key, cert } = certificate();
  const seen: string[] = [];
  const server = createServer({ key, cert }, (request, response) => {
    const { method, url, socket } = request;
    void text(request).then((body) => {
      seen.push(`${method} ${url} ${body}`);
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ port: socket.remotePort }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const call = callApi({ url, token: "t", ca: String(cert) });
  const first = await call("DELETE", "/pods/a", { gracePeriodSeconds: 0 });
  expect(await call("GET", "/pods")).toEqual(first);
  expect(seen).toEqual(['DELETE /pods/a {"gracePeriodSeconds":0}', "GET /pods "]);
  server.closeAllConnections();
  server.close();
});
