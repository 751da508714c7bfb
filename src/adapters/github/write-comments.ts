import type { CommentResult, CommentWish } from "../../stages/ports/github.ts";
import type { Client, Partly } from "./client.ts";
import type { Comment } from "./comments.ts";
import { cutBody } from "./cut.ts";
import { lastCommentsDocument, writeCommentsDocument } from "./documents.ts";
import { type Ask, explainGraphql, isAmbiguous } from "./errors.ts";
import { backOff } from "./patience.ts";

interface Written {
  readonly issueComment?: Pick<Comment, "id" | "url"> | null;
  readonly commentEdge?: { readonly node: Pick<Comment, "id" | "url"> | null } | null;
}

type Answer = Partly<Readonly<Record<string, Written | null>>>;

const permissions = ["pull-requests: write"] as const;

/** Twenty bodies of full length are more than a megabyte. */
const atOnce = 20;

/** Writes all comments in one call each twenty; what was edited and is gone is written anew in a second one. */
export async function writeAll(client: Client, wishes: readonly CommentWish[]): Promise<readonly CommentResult[]> {
  const results: CommentResult[] = [];
  for (let from = 0; from < wishes.length; from += atOnce) {
    const part = wishes.slice(from, from + atOnce).map((wish) => ({ ...wish, body: cutBody(wish.body) }));
    results.push(...(await writePart(client, part)));
  }
  return results;
}

async function writePart(client: Client, wishes: readonly CommentWish[]): Promise<readonly CommentResult[]> {
  const answer = await send(client, wishes);
  const isGone = (wish: CommentWish, i: number) => wish.comment !== null && problemOf(answer, i)?.type === "NOT_FOUND";
  const gone = wishes.filter(isGone).map((wish) => ({ ...wish, comment: null }));
  const anew = gone.length === 0 ? [] : await writePart(client, gone);
  return wishes.map((wish, i) =>
    isGone(wish, i)
      ? (anew.find(({ number }) => number === wish.pullRequest.number) as CommentResult)
      : result({ client, answer, wish, i }),
  );
}

/** Edits may be repeated. New ones that may have been written are looked for, and then are edits as well. */
async function send(client: Client, wishes: readonly CommentWish[], attempt = 0): Promise<Answer> {
  const edits = wishes.map(({ comment }) => comment !== null);
  const inputs = wishes.map(({ pullRequest, comment, body }, i) => [
    `i${i}`,
    comment === null ? { subjectId: pullRequest.id, body } : { id: comment, body },
  ]);
  try {
    const document = writeCommentsDocument(edits);
    return await client.partly(asking(wishes, edits.includes(false)), document, Object.fromEntries(inputs));
  } catch (error) {
    if (!isAmbiguous(error) || !edits.includes(false) || attempt >= 2) throw error;
    await client.effects.sleep(backOff(attempt), client.effects.signal);
    return send(client, await lookedFor(client, wishes), attempt + 1);
  }
}

async function lookedFor(client: Client, wishes: readonly CommentWish[]): Promise<readonly CommentWish[]> {
  const ids = wishes.filter(({ comment }) => comment === null).map(({ pullRequest }) => pullRequest.id);
  type Found = { readonly id?: string; readonly comments?: { readonly nodes: readonly Comment[] } } | null;
  const ask = { deed: "look for comments that may have been written", permissions: ["pull-requests: read"] as const };
  const { nodes } = await client.graphql<{ readonly nodes: readonly Found[] }>(ask, lastCommentsDocument, { ids });
  return wishes.map((wish) => {
    const comments = nodes.find((node) => node?.id === wish.pullRequest.id)?.comments?.nodes ?? [];
    const same = comments.findLast(({ body, viewerDidAuthor }) => viewerDidAuthor && bare(body) === bare(wish.body));
    return { ...wish, comment: wish.comment ?? same?.id ?? null };
  });
}

/** GitHub gives line ends and the space around a text back in its own way. */
function bare(body: string): string {
  return body.replaceAll("\r\n", "\n").trim();
}

interface Place {
  readonly client: Client;
  readonly answer: Answer;
  readonly wish: CommentWish;
  readonly i: number;
}

function result({ client, answer, wish, i }: Place): CommentResult {
  const { number } = wish.pullRequest;
  const written = answer.data?.[`c${i}`];
  const comment = written?.issueComment ?? written?.commentEdge?.node ?? null;
  if (comment !== null) return { number, id: comment.id, url: comment.url, failure: null };
  const problem = problemOf(answer, i) ?? { message: "the answer holds nothing" };
  const { message, hint } = explainGraphql(problem, asking([wish], false), client.quote);
  return { number, id: null, url: null, failure: hint === undefined ? message : `${message}. ${hint}` };
}

function problemOf({ errors }: Answer, i: number) {
  return errors.find(({ path }) => path?.[0] === `c${i}`) ?? errors.find(({ path }) => path === undefined);
}

function asking(wishes: readonly CommentWish[], isCreate: boolean): Ask {
  const named = wishes.map(({ pullRequest }) => `#${pullRequest.number}`).join(", ");
  return { deed: `comment on ${named}`, named: `pull request ${named}`, permissions, isCreate };
}
