import { createRequire } from "node:module";

interface Client {
  connect(): Promise<void>;
  end(): Promise<void>;
  query(text: string, values?: readonly unknown[]): Promise<{ readonly rows: readonly Record<string, unknown>[] }>;
}

/** Opens a connection as an application would. */
export async function openClient(url: string): Promise<Client> {
  const { Client } = createRequire(import.meta.url)("pg") as { Client: new (options: object) => Client };
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

/** What the users of a database have seen. */
export interface Seen {
  readonly queries: number;
  /** Milliseconds from the moment a query was due to its answer. */
  readonly longest: number;
  readonly failures: readonly string[];
}

/** Users who ask at a constant rate, whether or not those before them have been answered. */
export interface Crowd extends AsyncDisposable {
  /** What was seen since the last time, with what is still unanswered. */
  seen(): Promise<Seen>;
}

const [connections, perSecond] = [80, 200];

/** Every third of them writes; none of them touches row 1. */
const questions = [
  "SELECT state, amount FROM orders WHERE id = $1",
  "SELECT count(*), sum(amount) FROM orders WHERE id BETWEEN $1 AND $1 + 20",
  "UPDATE orders SET amount = amount + 1 WHERE id = $1",
] as const;

/** Sends them to the table `orders`, whose rows are 1 to `rows`. */
export async function sendCrowd(url: string, rows: number): Promise<Crowd> {
  const idle = await Promise.all(Array.from({ length: connections }, () => openClient(url)));
  const all = [...idle];
  const queue: { readonly due: number; readonly question: string; readonly id: number }[] = [];
  let [queries, longest, failures, sent, isOver] = [0, 0, [] as string[], 0, false];
  const unanswered = new Set<Promise<void>>();
  const started = performance.now();
  const ask = async (client: Client): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await client.query(next.question, [next.id]).catch((error: Error) => failures.push(error.message));
      longest = Math.max(longest, performance.now() - next.due);
      queries += 1;
    }
    idle.push(client);
  };
  const send = () => {
    for (; !isOver && started + (sent * 1000) / perSecond <= performance.now(); sent++) {
      const question = questions[sent % questions.length] as string;
      queue.push({ due: started + (sent * 1000) / perSecond, question, id: 2 + ((sent * 7919) % (rows - 30)) });
    }
    for (let n = Math.min(queue.length, idle.length); n > 0; n--) {
      const asking: Promise<void> = ask(idle.pop() as Client).finally(() => unanswered.delete(asking));
      unanswered.add(asking);
    }
  };
  const timer = setInterval(send, 5);
  return {
    async seen() {
      await Promise.all(unanswered);
      const told = { queries, longest, failures };
      [queries, longest, failures] = [0, 0, []];
      return told;
    },
    async [Symbol.asyncDispose]() {
      isOver = true;
      clearInterval(timer);
      await Promise.all(unanswered);
      await Promise.all(all.map((client) => client.end()));
    },
  };
}
