import { randomUUID } from "node:crypto";
import type { Answer, Question } from "./exchange.ts";

export interface Ticket {
  readonly id: number;
  readonly title: string;
}

const complaints = ["The printer is out of paper", "The door does not close", "The screen flickers", "It is cold"];

/** People at the ticket desk: most of them read, some write. They remember every ticket that was confirmed to them. */
export function visitors(howMany: number): {
  next(): Question;
  heard(question: Question, answer: Answer): string | null;
  readonly tickets: readonly Ticket[];
} {
  const names = Array.from({ length: howMany }, () => randomUUID());
  const tickets: Ticket[] = [];
  let turn = 0;
  return {
    tickets,
    next() {
      const visitor = pick(names);
      const wish = turn++ % 20;
      if (wish === 0) return { visitor, method: "POST", path: "/api/tickets", body: complaint(turn, visitor) };
      if (wish === 10 && tickets.length > 0) {
        return { visitor, method: "POST", path: `/api/tickets/${pick(tickets).id}/complete` };
      }
      return { visitor, method: "GET", path: wish === 5 || wish === 15 ? "/" : "/api/tickets" };
    },
    /** Notes a confirmed ticket. Returns what is wrong with an answer that looks fine. */
    heard({ path, body }, answer) {
      if (body === undefined || path !== "/api/tickets" || "error" in answer || answer.status >= 400) return null;
      const wanted = titleIn(body);
      const { id, title } = ticketIn(answer.body);
      if (answer.status !== 201 || !Number.isInteger(id) || title !== wanted) return "the ticket was not confirmed";
      tickets.push({ id, title });
      return null;
    },
  };
}

function complaint(number: number, visitor: string): string {
  return JSON.stringify({ title: `${pick(complaints)} (${visitor.slice(0, 8)}-${number})` });
}

function titleIn(body: string): string {
  return (JSON.parse(body) as Ticket).title;
}

function ticketIn(body: string | undefined): { id: number; title: string } {
  try {
    const { id, title } = JSON.parse(body ?? "") as Ticket;
    return { id, title };
  } catch {
    return { id: Number.NaN, title: "" };
  }
}

function pick<T>(list: readonly T[]): T {
  return list[Math.floor(Math.random() * list.length)] as T;
}
