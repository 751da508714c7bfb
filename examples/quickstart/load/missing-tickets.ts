import { DatabaseSync } from "node:sqlite";
import type { Ticket } from "./visitors.ts";

/** Those of the confirmed tickets that the database does not hold, by id and title. */
export function missingTickets(database: string, confirmed: readonly Ticket[]): readonly Ticket[] {
  const connection = new DatabaseSync(database, { readOnly: true, timeout: 5_000 });
  try {
    const find = connection.prepare("SELECT 1 FROM tickets WHERE id = ? AND title = ?");
    return confirmed.filter(({ id, title }) => find.get(id, title) === undefined);
  } finally {
    connection.close();
  }
}
