import { expect, test } from "vitest";
import { judgeAnswer, publicPart, type Statuses } from "../../../src/core/requirements/answer.ts";

test.each<[number, Statuses, string]>([
  [200, [], "met: answers with 200"],
  [302, [], "met: answers with 302"],
  [404, [], "refused: answers with 404, not with 200 to 399"],
  [503, [], "refused: answers with 503, not with 200 to 399"],
  [401, [401], "met: answers with 401"],
  [204, ["2xx", 401], "met: answers with 204"],
  [302, ["2xx", 401], "refused: answers with 302, not with 2xx or 401"],
  [200, ["200"], "met: answers with 200"],
])("%s where %j is well", (status, statuses, expected) => {
  const { judgement, found } = judgeAnswer("http", { status }, statuses);
  expect(`${judgement}: ${found}`).toBe(expected);
});

test("an address that does not answer is in the way", () => {
  const finding = judgeAnswer("http", { silence: "ECONNREFUSED" }, []);
  expect(finding).toMatchObject({ judgement: "refused", found: "does not answer: ECONNREFUSED" });
});

test.each<[string, string | null]>([
  ["https://u:pl4nted@a.example.com:8443/rest/v1/?apikey=pl4nted#x", "https://a.example.com:8443/rest/v1/"],
  ["ftp://a.example.com/", null],
  ["a.example.com", null],
])("%s is shown as %s", (address, expected) => {
  expect(publicPart(address)).toBe(expected);
});
