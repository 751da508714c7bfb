import { setTimeout as sleep } from "node:timers/promises";
import type { Ticket } from "../../examples/quickstart/load/visitors.ts";

/** Customers who keep opening tickets through the front door, each request as a new visitor. */
export interface Customers {
  /** What was promised to them: 201 and a number. */
  readonly confirmed: readonly Ticket[];
  /** Requests that nobody has answered: a broken connection, or the door's own 502. */
  readonly unanswered: readonly string[];
  /** Answers of the desk itself other than 201. */
  readonly refused: readonly string[];
  leave(): Promise<void>;
}

/** Sends one ticket after the other until they leave. */
export function openCustomers(door: string): Customers {
  const confirmed: Ticket[] = [];
  const unanswered: string[] = [];
  const refused: string[] = [];
  let isHere = true;
  const buy = async (): Promise<void> => {
    for (let at = 0; isHere; at++) {
      try {
        const body = JSON.stringify({ title: `ticket ${at}` });
        const headers = { "content-type": "application/json" };
        const response = await fetch(`${door}/api/tickets`, { method: "POST", body, headers });
        const text = await response.text();
        const problem = response.headers.get("x-door-error");
        if (problem !== null) unanswered.push(problem);
        else if (response.status === 201) confirmed.push(JSON.parse(text) as Ticket);
        else refused.push(`${response.status} ${text}`);
      } catch (error) {
        unanswered.push(String((error as Error).cause ?? error));
      }
      await sleep(20);
    }
  };
  const gone = buy();
  return {
    confirmed,
    unanswered,
    refused,
    async leave() {
      isHere = false;
      await gone;
    },
  };
}
