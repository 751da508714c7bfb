import { failure } from "./body.mjs";
import { openDatabase } from "./database.mjs";
import { openReaders } from "./readers.mjs";

const priorities = ["low", "normal", "high"];
const columns = "id, title, priority, due_at AS dueAt, created_at AS createdAt, completed_at AS completedAt";
const newestOpen = `SELECT ${columns} FROM tickets WHERE completed_at IS NULL ORDER BY id DESC LIMIT 20`;
const lastCompleted = `SELECT ${columns} FROM tickets WHERE completed_at IS NOT NULL ORDER BY completed_at DESC LIMIT 10`;

/** The tickets in the database at `path`. */
export function openTickets(path) {
  const database = openDatabase(path);
  const readers = openReaders(path);
  return {
    /** Throws unless the database answers and has what this release needs. */
    check: () => void database.query(`SELECT ${columns} FROM tickets LIMIT 1`).get(),
    /** The newest tickets. */
    list: () => readers.next().query(`SELECT ${columns} FROM tickets ORDER BY id DESC LIMIT 100`).all(),
    /** What the page shows: what is still to do, then what was completed last. */
    board: () => [...database.query(newestOpen).all(), ...database.query(lastCompleted).all()],
    create(wanted) {
      const insert = `INSERT INTO tickets (title, priority, due_at) VALUES (?, ?, ?) RETURNING ${columns}`;
      return database.query(insert).get(titleOf(wanted), priorityOf(wanted), dueDateOf(wanted));
    },
    complete(id) {
      const now = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')";
      const change = `UPDATE tickets SET completed_at = coalesce(completed_at, ${now}) WHERE id = ? RETURNING ${columns}`;
      const ticket = /^\d{1,15}$/.test(id) ? database.query(change).get(Number(id)) : undefined;
      if (ticket === undefined) throw failure(404, `There is no ticket ${id}.`);
      return ticket;
    },
    close() {
      readers.close();
      database.close();
    },
  };
}

function titleOf({ title }) {
  const trimmed = typeof title === "string" ? title.trim() : "";
  if (trimmed === "" || trimmed.length > 200) throw failure(400, "A ticket needs a title of 1 to 200 characters.");
  return trimmed;
}

function priorityOf({ priority = "normal" }) {
  if (!priorities.includes(priority)) throw failure(400, `A priority is one of ${priorities.join(", ")}.`);
  return priority;
}

function dueDateOf({ due }) {
  if (due === undefined || due === "") return null;
  const isDate = typeof due === "string" && /^\d{4}-\d\d-\d\d$/.test(due) && !Number.isNaN(Date.parse(due));
  if (!isDate) throw failure(400, "A due date looks like 2026-11-20.");
  return due;
}
