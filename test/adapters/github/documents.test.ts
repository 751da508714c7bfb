import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, parse, validate } from "graphql";
import { expect, test } from "vitest";
import * as documents from "../../../src/adapters/github/documents.ts";

const file = join(import.meta.dirname, "../../../node_modules/@octokit/graphql-schema/schema.graphql");
// GitHub's text breaks two of its own rules: two fields stand there twice, and some are deprecated that others need.
const schema = buildSchema(readFileSync(file, "utf8"), { assumeValid: true });
const { pullRequestsDocument, writeCommentsDocument, ...fixed } = documents;

test.each<[string, string]>([
  ...Object.entries(fixed),
  ["pullRequestsDocument of one commit", pullRequestsDocument(1)],
  ["pullRequestsDocument of fifty commits", pullRequestsDocument(50)],
  ["writeCommentsDocument of an edit", writeCommentsDocument([true])],
  ["writeCommentsDocument of both kinds", writeCommentsDocument([false, true, false])],
])("%s is valid against the schema that GitHub publishes", (_, document) => {
  expect(validate(schema, parse(document)).map(({ message }) => message)).toEqual([]);
});

test("a field that GitHub does not have is found", () => {
  const wrong = documents.deploymentsDocument.replace("commitOid", "commitId");
  expect(validate(schema, parse(wrong)).map(({ message }) => message)).toEqual([
    expect.stringContaining('Cannot query field "commitId" on type "Deployment"'),
  ]);
});
