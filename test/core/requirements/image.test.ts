import { describe, expect, test } from "vitest";
import { type ImageAnswer, judgeImage, parseImage } from "../../../src/core/requirements/image.ts";

const digest = `sha256:${"a".repeat(64)}`;
const other = `sha256:${"b".repeat(64)}`;

test.each<[string, ReturnType<typeof parseImage>]>([
  ["nginx", { registry: "registry-1.docker.io", repository: "library/nginx", tag: "latest", digest: null }],
  ["acme/shop:v3", { registry: "registry-1.docker.io", repository: "acme/shop", tag: "v3", digest: null }],
  [`docker.io/nginx@${digest}`, { registry: "registry-1.docker.io", repository: "library/nginx", tag: null, digest }],
  ["127.0.0.1:5000/shop:v3", { registry: "127.0.0.1:5000", repository: "shop", tag: "v3", digest: null }],
  [`r.example.com/a/b/c:v3@${digest}`, { registry: "r.example.com", repository: "a/b/c", tag: "v3", digest }],
  ["localhost/shop", { registry: "localhost", repository: "shop", tag: "latest", digest: null }],
  ["Shop:v3", null],
  ["shop@sha256:abc", null],
  ["user:pass@r.example.com/shop", null],
  ["r.example.com/../etc", null],
  ["", null],
])("%s", (text, expected) => {
  expect(parseImage(text)).toEqual(expected);
});

describe("what a registry answers", () => {
  const judged = (text: string, answer: ImageAnswer) => {
    const reference = parseImage(text);
    if (reference === null) throw new Error(`${text} names no image`);
    const { judgement, found } = judgeImage("image", reference, answer);
    return `${judgement}: ${found}`;
  };

  test.each<[string, string, ImageAnswer, string]>([
    ["a digest that is there", `r.io/a@${digest}`, { kind: "there", digest }, `met: is there: ${digest}`],
    [
      "a digest, where no header repeats it",
      `r.io/a@${digest}`,
      { kind: "there", digest: null },
      `met: is there: ${digest}`,
    ],
    [
      "another digest",
      `r.io/a@${digest}`,
      { kind: "there", digest: other },
      `refused: its registry answers with ${other}`,
    ],
    [
      "a tag alone",
      "r.io/a:v3",
      { kind: "there", digest },
      `warned: is there (now ${digest}), but the tag \`v3\` may be another image tomorrow: name its digest`,
    ],
    ["nothing", "r.io/a:v3", { kind: "absent" }, "refused: its registry does not have it"],
    ["no", "r.io/a:v3", { kind: "denied" }, "refused: its registry does not let this run read it, or does not have it"],
  ])("%s", (_, text, answer, expected) => {
    expect(judged(text, answer)).toBe(expected);
  });
});
