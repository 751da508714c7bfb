import { describe, expect, test } from "vitest";
import { splitText } from "../../../src/core/judgement/text/split.ts";
import type { TextDialect } from "./text-cases.ts";

const textsOf = (sql: string, dialect: TextDialect) =>
  splitText(sql, dialect).statements?.map(({ text }) => text) ?? null;
const whyOf = (sql: string, dialect: TextDialect) => {
  const reading = splitText(sql, dialect);
  return reading.statements === null ? reading.why : null;
};

describe("statements end where the engine ends them", () => {
  test.each<[TextDialect, string, readonly string[]]>([
    [
      "sqlite",
      "a  b;\n-- c;\n d 'e; f'  ; /* g; */ \"h;i\" `j;k` [l m;] - 1 / 2",
      ["a  b", "d 'e; f'", '"h;i" `j;k` [l m;] - 1 / 2'],
    ],
    ["sqlite", "SELECT 'C:\\'; SELECT 2", ["SELECT 'C:\\'", "SELECT 2"]],
    ["sqlite", "SELECT 1 --2\n; SELECT 3", ["SELECT 1", "SELECT 3"]],
    ["sqlite", "/*! a */; b", ["b"]],
    [
      "sqlite",
      "CREATE TRIGGER t AFTER INSERT ON x BEGIN UPDATE y SET a = CASE WHEN 1 THEN 2 END; DELETE FROM z; END; b",
      ["CREATE TRIGGER t AFTER INSERT ON x BEGIN UPDATE y SET a = CASE WHEN 1 THEN 2 END; DELETE FROM z; END", "b"],
    ],
    ["mysql", "SELECT 'it\\'s one'; b", ["SELECT 'it\\'s one'", "b"]],
    ["mysql", "SELECT 'a''; b', \"c\"\"; d\", `e``; f`; g", ["SELECT 'a''; b', \"c\"\"; d\", `e``; f`", "g"]],
    ["mysql", "SELECT 1 --2\n; SELECT 3 # ; 4\n; b -- ; c", ["SELECT 1 --2", "SELECT 3", "b"]],
    ["mysql", "\uFEFFa;\r\nb;\r\n", ["a", "b"]],
    ["mysql", "/*!40101 SET NAMES utf8 */;", ["/*!40101 SET NAMES utf8 */"]],
    [
      "mariadb",
      "DELIMITER //\nCREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; END//\nDELIMITER ;\nb;",
      ["CREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; END", "b"],
    ],
    [
      "mariadb",
      "delimiter $$\nCREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN SET @a = 1; END$$\na; b$$",
      ["CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN SET @a = 1; END", "a", "b"],
    ],
    [
      "mariadb",
      "CREATE DEFINER=`r`@`h` TRIGGER t AFTER INSERT ON x FOR EACH ROW l: BEGIN WHILE 1 DO CASE a WHEN 1 THEN SET @b = 1; END CASE; END WHILE; END l; c",
      [
        "CREATE DEFINER=`r`@`h` TRIGGER t AFTER INSERT ON x FOR EACH ROW l: BEGIN WHILE 1 DO CASE a WHEN 1 THEN SET @b = 1; END CASE; END WHILE; END l",
        "c",
      ],
    ],
    ["mysql", "", []],
    ["mysql", " ;; -- nothing\n /* really */ ;", []],
  ])("%s: %j", (dialect, sql, statements) => {
    expect(textsOf(sql, dialect)).toEqual(statements);
  });

  test("each with the line on which it begins", () => {
    const { statements } = splitText("-- one\n\na;\n\n  b 'x\ny'; c;\nd", "mysql");
    expect(statements?.map(({ line }) => line)).toEqual([3, 5, 6, 7]);
  });
});

describe("what a client or a server may read otherwise is not taken apart", () => {
  test.each<[TextDialect, string, string]>([
    ["mysql", "a;\nSELECT 'open", "line 2: a quote is not closed"],
    ["sqlite", 'CREATE TABLE "a (id INTEGER)', "line 1: a quote is not closed"],
    ["sqlite", "CREATE TABLE [a (id INTEGER)", "line 1: a name in brackets is not closed"],
    ["sqlite", "CREATE TABLE a] (id INTEGER)", "line 1: it does not read `]` there for certain"],
    ["mysql", "CREATE TABLE [a] (id INTEGER)", "line 1: it does not read `[` there for certain"],
    ["mysql", "a /* open", "line 1: a comment is not closed"],
    ["mysql", "a /* b /* c */ d */", "line 1: a comment stands within a comment"],
    ["mysql", "/*!50000 a; DROP TABLE b */", "a comment that some servers execute"],
    ["mariadb", "/*M! a '; DROP TABLE b */", "a comment that some servers execute"],
    ["mysql", "-- comment\rDROP TABLE tickets;", "line end that not every client takes for one"],
    ["sqlite", "a;\u0000 DROP TABLE tickets", "line 1: it does not read character 0 there for certain"],
    ["mysql", "SELECT 'a\u0000'", "a quote holds a NUL byte"],
    ["mysql", "INSERT INTO x VALUES ('\\'); DROP TABLE tickets; -- ')", "under NO_BACKSLASH_ESCAPES"],
    ["mysql", "SELECT 1 \\g DROP TABLE tickets", "does not read `\\`"],
    ["mysql", "CREATE TABLE a (t TEXT DEFAULT $$'$$); DROP TABLE tickets; --')", "does not read `$`"],
    ["sqlite", "CREATE INDEX i ON t (id) # '\n; DROP TABLE tickets; # '", "does not read `#`"],
    [
      "mysql",
      "CREATE PROCEDURE begin() SELECT 1; DROP TABLE tickets; SELECT 1 end;",
      "a BEGIN within a body may be a name",
    ],
    [
      "mysql",
      "CREATE PROCEDURE p() BEGIN SELECT end FROM t; DROP TABLE x; END",
      "an END within a body may end something else",
    ],
    ["mysql", "CREATE PROCEDURE p() BEGIN SELECT 1;", "a body is not closed"],
    ["mysql", "DELIMITER go\na go", "its DELIMITER cannot be read"],
    [
      "mysql",
      "CREATE TABLE a (id INT)\nDELIMITER //\n; DROP TABLE b //",
      "a client takes the word DELIMITER for its own",
    ],
    ["mysql", "a; b \uFEFF c", "does not read character 65279"],
  ])("%s: %j", (dialect, sql, why) => {
    expect(whyOf(sql, dialect)).toContain(why);
  });
});

test("megabytes of quotes, comments and bodies are read in one go", () => {
  const times = 20_000;
  for (const piece of ["INSERT INTO t VALUES ('it\\'s');\n", "/* c */ a; ", "'\\'", "`a``", "/*!1 a */;", "x'\\\\';"])
    for (const dialect of ["mysql", "sqlite"] as const)
      expect(() => splitText(piece.repeat(times), dialect)).not.toThrow();
  const body = `CREATE PROCEDURE p() BEGIN ${"IF a THEN SELECT CASE WHEN 1 THEN 2 END; END IF; ".repeat(5_000)} END`;
  expect(textsOf(body, "mysql")).toHaveLength(1);
});
