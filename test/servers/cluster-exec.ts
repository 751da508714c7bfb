import type { ChildProcess } from "node:child_process";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";

const channels = { stdin: 0, stdout: 1, stderr: 2, status: 3, close: 255 } as const;

const protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];
const server = new WebSocketServer({
  noServer: true,
  handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false,
});

/** Speaks the exec protocol: the first byte of every message is its channel. */
export function attach(
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
  start: (words: readonly string[]) => ChildProcess,
): void {
  const words = new URL(request.url ?? "", "http://cluster").searchParams.getAll("command");
  server.handleUpgrade(request, socket, head, (connection) => serve(connection, start(words)));
}

function serve(connection: WebSocket, child: ChildProcess): void {
  connection.on("error", () => {});
  connection.on("message", (data: Buffer) => take(connection, child, data));
  // As the kubelet does: a connection that breaks is the end of the input, and nothing else.
  connection.once("close", () => child.stdin?.end());
  child.stdin?.on("error", () => {}).once("close", () => connection.resume());
  const sent = [
    send(connection, channels.stdout, child.stdout as Readable),
    send(connection, channels.stderr, child.stderr as Readable),
  ];
  child.once("error", (error) => finish(connection, failed(`exec failed: ${error.message}`)));
  child.once("close", async (code) => {
    await Promise.all(sent);
    finish(connection, code === 0 ? { metadata: {}, status: "Success" } : exited(code ?? 137));
  });
}

function take(connection: WebSocket, { stdin }: ChildProcess, data: Buffer): void {
  if (data[0] === channels.close && data[1] === channels.stdin) stdin?.end();
  if (data[0] !== channels.stdin || data.length === 1 || stdin?.writable !== true) return;
  if (stdin.write(data.subarray(1))) return;
  connection.pause();
  stdin.once("drain", () => connection.resume());
}

async function send(connection: WebSocket, channel: number, stream: Readable): Promise<void> {
  for await (const chunk of stream) {
    const message = Buffer.concat([Buffer.from([channel]), chunk as Buffer]);
    await new Promise((sent) => connection.send(message, sent));
  }
}

function finish(connection: WebSocket, status: object): void {
  connection.send(Buffer.concat([Buffer.from([channels.status]), Buffer.from(JSON.stringify(status))]), () => {
    connection.close(1000);
  });
}

function exited(code: number): object {
  const message = `command terminated with exit code ${code}`;
  const details = { causes: [{ reason: "ExitCode", message: String(code) }] };
  return { metadata: {}, status: "Failure", message, reason: "NonZeroExitCode", details };
}

function failed(message: string): object {
  return { metadata: {}, status: "Failure", message, reason: "InternalError", code: 500 };
}
