import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import type { ReleaseJudgement } from "../../../src/core/judgement/finding.ts";
import { rules } from "../../../src/core/judgement/rules.ts";
import { type SarifOptions, sarifOf } from "../../../src/core/sarif/sarif.ts";
import { ruleOf } from "../../../src/core/sarif/verdict-rules.ts";
import { finding, hazard, judged, release } from "../plan/judged.ts";
import { essentials } from "./essentials.ts";

const ajv = new Ajv({ strict: false });
addFormats.default(ajv);
const isValid = ajv.compile(essentials);

const options: SarifOptions = {
  files: new Map([["20260101", { path: "db/migrations/20260101 orders.sql", line: 10 }]]),
  fallback: ".github/deploy.yml",
  toolVersion: "1.2.3",
  informationUri: "https://example.com/docs",
  category: "deploy-actions/shop",
};

function validated(judgement: ReleaseJudgement, given: Partial<SarifOptions> = {}) {
  const log = sarifOf(judgement, { ...options, ...given });
  expect(isValid(JSON.parse(JSON.stringify(log))), JSON.stringify(isValid.errors)).toBe(true);
  const [run] = log.runs;
  if (run === undefined) throw new Error("there is no run");
  return run;
}

test("every finding that is not safe and every lock is a result at its line of the file", () => {
  const findings = [finding(), finding({ rule: "C1", verdict: "SAFE" })];
  const { results, tool, automationDetails } = validated(release({ migrations: [judged({ findings })] }));
  expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
    ["C4", "error"],
    ["LOCK", "warning"],
  ]);
  expect(results[0]?.message.text).toBe(
    "UNSAFE: orders.total: the previous release reads and writes this column. A down would lose: the column's values. Instead: stop using it in one release and drop it in the next.",
  );
  expect(results[0]?.locations[0]?.physicalLocation).toEqual({
    artifactLocation: { uri: "db/migrations/20260101%20orders.sql", uriBaseId: "%SRCROOT%" },
    region: { startLine: 12 },
  });
  expect(tool.driver.rules.map(({ id }) => id)).toEqual(["C4", "LOCK"]);
  expect(results.map(({ ruleId, ruleIndex }) => [ruleId, ruleIndex])).toEqual([
    ["C4", 0],
    ["LOCK", 1],
  ]);
  expect(automationDetails).toEqual({ id: "deploy-actions/shop/" });
});

test("a migration without a file is told at the configuration", () => {
  const { results } = validated(release(), { files: new Map() });
  expect(results[0]?.locations[0]?.physicalLocation).toEqual({
    artifactLocation: { uri: ".github/deploy.yml", uriBaseId: "%SRCROOT%" },
    region: { startLine: 1 },
  });
});

test("levels follow from what a rollback would meet", () => {
  const findings = (["PROBE", "UNKNOWN", "REVERT-FIRST", "UNSAFE"] as const).map((verdict, i) =>
    finding({ verdict, line: i + 1 }),
  );
  const hazards = [hazard({ isLong: false })];
  const { results } = validated(release({ migrations: [judged({ findings, hazards })] }));
  expect(results.map(({ level }) => level)).toEqual(["error", "error", "warning", "warning", "note"]);
});

test("an alert stays the same when lines move, and twins in one migration are told apart", () => {
  const hashes = (lines: readonly number[], version = "20260101") =>
    validated(
      release({ migrations: [judged({ version, findings: lines.map((line) => finding({ line })), hazards: [] })] }),
    ).results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);
  expect(hashes([3, 9])).toEqual(hashes([7, 20]));
  expect(new Set(hashes([3, 9])).size).toBe(2);
  expect(hashes([3])).not.toEqual(hashes([3], "2"));
});

test("nothing to tell is a run without results, so that alerts of before are closed", () => {
  expect(validated({ verdict: "SAFE", previous: "works", migrations: [] }).results).toEqual([]);
});

test("of too many results the worst are kept", () => {
  const findings = Array.from({ length: 6_000 }, (_, line) =>
    finding({ line, verdict: line === 5_999 ? "UNSAFE" : "PROBE" }),
  );
  const { results } = validated(release({ migrations: [judged({ findings })] }));
  expect([results.length, results[0]?.level]).toEqual([5_000, "error"]);
});

test("text from outside is neither a link nor longer than code scanning takes", () => {
  const evil = `[a](1) ${"x".repeat(3000)}\n::error::`;
  const findings = [finding({ reason: evil, about: evil, rule: "never heard of" })];
  const { results, tool } = validated(release({ migrations: [judged({ findings })] }));
  expect(results[0]?.message.text).not.toMatch(/\]\(|\n/);
  expect(results[0]?.message.text.length).toBeLessThanOrEqual(1000);
  expect(tool.driver.rules.map(({ id }) => id)).toContain("never heard of");
});

test.each(Object.keys(rules))("row %s of the verdict table is a rule with help", (id) => {
  const { shortDescription, help, name, fullDescription } = ruleOf(id, "UNKNOWN");
  expect(shortDescription.text).toMatch(/^(SAFE|PROBE|REVERT-FIRST|UNSAFE|UNKNOWN): ./);
  expect(help.text).toContain("The previous release ");
  expect(name).toMatch(/^[A-Z]\d[A-Za-z0-9]+$/);
  expect(fullDescription.text.length).toBeLessThanOrEqual(1000);
});
