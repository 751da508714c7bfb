import { failure, formOf, jsonOf } from "./body.mjs";
import { page } from "./page.mjs";

/** Answers every request of the ticket desk; `release` tells which one of us this is. */
export function ticketApp({ tickets, release, isStopping }) {
  const routes = [
    ["GET", /^\/health$/, () => json(health(tickets, release))],
    ["GET", /^\/api\/tickets$/, () => json({ body: { tickets: tickets.list() } })],
    [
      "POST",
      /^\/api\/tickets$/,
      async ({ request }) => json({ status: 201, body: tickets.create(await jsonOf(request)) }),
    ],
    ["POST", /^\/api\/tickets\/([^/]+)\/complete$/, ({ id }) => json({ body: tickets.complete(id) })],
    ["GET", /^\/$/, () => html({ body: page(tickets.board(), release) })],
    [
      "POST",
      /^\/tickets$/,
      ({ request }) => fromPage(release, tickets, async () => tickets.create(await formOf(request))),
    ],
    ["POST", /^\/tickets\/([^/]+)\/complete$/, ({ id }) => fromPage(release, tickets, () => tickets.complete(id))],
  ];
  return async (request, response) => {
    response.setHeader("x-commit", release.commit);
    const answer = await answerTo(routes, request).catch((error) => json(explained(error)));
    // A body that was refused may not have been read to its end; then the connection cannot carry another request.
    if (!request.complete || isStopping()) response.setHeader("connection", "close");
    response.writeHead(answer.status, { "content-length": Buffer.byteLength(answer.body), ...answer.headers });
    response.end(answer.body);
  };
}

async function answerTo(routes, request) {
  const [pathname] = request.url.split("?");
  const method = request.method === "HEAD" ? "GET" : request.method;
  const matching = routes.filter(([, path]) => path.test(pathname));
  const route = matching.find(([verb]) => verb === method);
  if (route !== undefined) return route[2]({ request, id: route[1].exec(pathname)[1] });
  if (matching.length === 0) throw failure(404, `There is no page at ${pathname}.`);
  const allow = matching.map(([verb]) => verb).join(", ");
  return json({ status: 405, body: { error: `Only ${allow} is possible here.` }, headers: { allow } });
}

function health(tickets, release) {
  try {
    tickets.check();
    return { body: { status: "ok", ...release } };
  } catch (error) {
    return { status: 503, body: { status: "database unavailable", why: error.message, ...release } };
  }
}

/** A form's answer is the page again: by a redirect when it worked, else with the reason on it. */
async function fromPage(release, tickets, deed) {
  try {
    await deed();
    return { status: 303, body: "", headers: { location: "/" } };
  } catch (error) {
    const { status, body } = explained(error);
    return html({ status, body: page(tickets.board(), release, body.error) });
  }
}

function explained(error) {
  if (error.status !== undefined) return { status: error.status, body: { error: error.message } };
  console.error(JSON.stringify({ event: "error", why: error.stack }));
  return { status: 500, body: { error: "The ticket desk failed; the reason is in its log." } };
}

function json({ status = 200, body, headers }) {
  return { status, body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } };
}

function html({ status = 200, body }) {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";
  return { status, body, headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policy } };
}
