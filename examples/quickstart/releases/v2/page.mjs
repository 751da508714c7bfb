/** The ticket desk as one HTML page that works without a script. */
export function page(tickets, release, problem = "") {
  const open = tickets.filter((ticket) => ticket.completedAt === null);
  const done = tickets.filter((ticket) => ticket.completedAt !== null);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tickets</title>
<style>${style}</style>
</head>
<body>
<header><h1>Tickets</h1><p>${safe(release.version)} <code>${safe(release.commit.slice(0, 7))}</code></p></header>
<main>
<form method="post" action="/tickets">
${problem === "" ? "" : `<p role="alert">${safe(problem)}</p>`}
<label for="title">What is wrong?</label>
<div class="row"><input id="title" name="title" required maxlength="200" autocomplete="off">
<select name="priority" aria-label="Priority"><option>low<option selected>normal<option>high</select><button>Create ticket</button></div>
</form>
<h2>Open</h2>
${open.length === 0 ? "<p>Nothing is open.</p>" : `<ul>${open.map(openItem).join("\n")}</ul>`}
<h2>Completed</h2>
${done.length === 0 ? "<p>Nothing yet.</p>" : `<ul>${done.map(doneItem).join("\n")}</ul>`}
</main>
</body>
</html>
`;
}

function openItem({ id, title, priority }) {
  return `<li><span>${safe(title)} <small>#${id} <b class="${safe(priority)}">${safe(priority)}</b></small></span>
<form method="post" action="/tickets/${id}/complete"><button aria-label="Complete ticket ${id}">Complete</button></form></li>`;
}

function doneItem({ id, title, completedAt }) {
  return `<li class="done"><span>${safe(title)} <small>#${id}</small></span><time>${safe(completedAt)}</time></li>`;
}

function safe(text) {
  const names = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => names[character]);
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --line: color-mix(in srgb, currentColor 20%, transparent) }
body { max-width: 44rem; margin: 0 auto; padding: 1rem }
header, li, .row { display: flex; gap: .75rem; align-items: center; justify-content: space-between }
header { border-bottom: 1px solid var(--line) }
ul { list-style: none; padding: 0 }
li { padding: .5rem 0; border-bottom: 1px solid var(--line) }
.row input { flex: 1; min-width: 0 }
input, select, button { font: inherit; padding: .4rem .75rem; border: 1px solid var(--line); border-radius: .4rem }
button { cursor: pointer; background: #0b57d0; color: #fff }
:focus-visible { outline: 3px solid #f5a623; outline-offset: 2px }
[role=alert] { color: light-dark(#b3261e, #f2b8b5); font-weight: 600 }
.done span { text-decoration: line-through; opacity: .75 }
.high { color: light-dark(#b3261e, #f2b8b5) }
small, time { opacity: .75; font-size: .85em }`;
