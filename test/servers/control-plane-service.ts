import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { ControlPlane } from "./control-plane.ts";
import type { Json } from "./control-plane-http.ts";

/** Plays the kube-proxy of one Service of a namespace: every new connection goes to the next of its ready endpoints. */
export interface ServedService extends AsyncDisposable {
  readonly url: string;
}

/** Opens an address on this machine; `portOf` says where a pod really listens. Without a name it is the namespace's only Service. */
export async function serveService(
  plane: ControlPlane,
  namespace: string,
  portOf: (pod: string) => number,
  name?: string,
): Promise<ServedService> {
  const sockets = new Set<Socket>();
  const ending = new AbortController();
  let pods: readonly string[] = [];
  let turn = 0;
  const server = createServer((from) => {
    const pod = pods[turn++ % Math.max(1, pods.length)];
    if (pod === undefined) return void from.destroy();
    const to = connect(portOf(pod), "127.0.0.1");
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      socket.once("error", () => socket.destroy());
    }
    from.pipe(to).pipe(from);
  });
  const chosen = name === undefined ? "" : `?labelSelector=kubernetes.io/service-name%3D${name}`;
  const slices = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices${chosen}`;
  const look = async () => {
    const { items } = await plane.call("GET", slices);
    const ends = items.flatMap(({ endpoints }: Json) => endpoints ?? []);
    pods = ends.filter(({ conditions }: Json) => conditions.ready).map(({ targetRef }: Json) => targetRef.name);
  };
  await look();
  const work = (async () => {
    while (!ending.signal.aborted) {
      await look();
      await wait(50);
    }
  })();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      ending.abort();
      await work;
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
