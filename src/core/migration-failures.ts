const lockTimeouts = [
  /canceling statement due to lock timeout/i,
  /\b55P03\b|lock_not_available|could not obtain lock on/i,
  /lock wait timeout exceeded/i,
  /\b(error|code|errno)\D{0,3}1205\b/i,
  /\bER_LOCK_WAIT_TIMEOUT\b/,
  /database (table )?is locked|\bSQLITE_(BUSY|LOCKED)\b/i,
];

const lostConnections = [
  /terminating connection due to (administrator command|conflict|unexpected)/i,
  /server closed the connection unexpectedly|connection terminated unexpectedly|connection to server was lost/i,
  /\b(57P0[123]|08003|08006|08001|08004)\b/,
  /the database system is (shutting down|starting up|in recovery)/i,
  /lost connection to (mysql|mariadb|server)|server has gone away|\bPROTOCOL_CONNECTION_LOST\b/i,
  /connection (was )?(reset|refused|closed|killed)|broken pipe|\b(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT)\b/i,
  /driver: bad connection|invalid connection|unexpected EOF/i,
];

/** Whether a failed migration says that somebody else held its lock for too long: nothing of that statement was done. */
export function isLockTimeout(error: unknown): boolean {
  return speaksOf(error, lockTimeouts);
}

/** Whether a failed migration says that its session ended: what it had begun may or may not be there. */
export function isLostConnection(error: unknown): boolean {
  return speaksOf(error, lostConnections);
}

/** An error's message and, where it is a program's, what that printed. */
function speaksOf(error: unknown, patterns: readonly RegExp[]): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { message, output, cause } = error as { message?: unknown; output?: unknown; cause?: unknown };
  const text = [message, output].filter((part) => typeof part === "string").join("\n");
  return patterns.some((pattern) => pattern.test(text)) || (cause !== error && speaksOf(cause, patterns));
}
