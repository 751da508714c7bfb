const largestBody = 10_000;
const largestDiscarded = 1_000_000;

/** An error that the visitor caused and can read about. */
export function failure(status, message) {
  return Object.assign(new Error(message), { status });
}

/** The request's body as a JSON object. */
export async function jsonOf(request) {
  if (!isType(request, "application/json")) throw failure(415, "Send the ticket as application/json.");
  let value;
  try {
    value = JSON.parse(await textOf(request));
  } catch (error) {
    throw error instanceof SyntaxError ? failure(400, "The body is not valid JSON.") : error;
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw failure(400, "The body must be a JSON object.");
  }
  return value;
}

/** The request's body as the fields of a form. */
export async function formOf(request) {
  if (!isType(request, "application/x-www-form-urlencoded")) throw failure(415, "Send the ticket as a form.");
  return Object.fromEntries(new URLSearchParams(await textOf(request)));
}

function isType(request, type) {
  return (request.headers["content-type"] ?? "").split(";")[0].trim().toLowerCase() === type;
}

async function textOf(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size <= largestBody) chunks.push(chunk);
    // A body that is only a little too large is read to its end: a client that is still writing misses the answer.
    if (size > largestDiscarded) break;
  }
  if (size > largestBody) throw failure(413, `A ticket has at most ${largestBody} bytes.`);
  return Buffer.concat(chunks).toString();
}
