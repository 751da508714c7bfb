import { expect, test } from "vitest";
import { optionFile, parseAddress, toUrl } from "../../../src/adapters/databases/mysql/address.ts";
import { explain } from "../../../src/adapters/databases/mysql/failures.ts";
import { has, mayRead, missingGrants, parseGrant } from "../../../src/adapters/databases/mysql/grants.ts";
import { isOlder } from "../../../src/adapters/databases/mysql/programs.ts";
import { readTuples } from "../../../src/adapters/databases/mysql/tuples.ts";
import { CommandError } from "../../../src/kit/errors.ts";

test.for([
  ["postgres://u:p@h/d", "begins with `mysql://`"],
  ["mysql://u:se%cret@h/d", "two hexadecimal digits"],
  ["mysql://u:secret@h:3306/", "names no database"],
  ["mysql://u:secret@h/mysql", "belongs to the server itself"],
  ["mysql://u:secret@h:6033/d", "ProxySQL"],
  ["mysql://u:secret@h/d?charset=x", "unknown option"],
  ["mysql://u:secret@h/d?ssl-mode=SOME", "`ssl-mode` must be one of"],
] as const)("the address %s is refused without repeating its password", ([url, what]) => {
  expect(() => parseAddress(url, "mysql-url", true)).toThrow(what);
  expect(() => parseAddress(url, "mysql-url", true)).not.toThrow(/se(cret|%cret)/);
});

test("an address is the same once it was written and read again", () => {
  const url = "mariadb://us%40er:p%2F%23%22@[::1]:3307/a%20b%2Fc?ssl-mode=verify_ca&ssl-ca=%2Fx%20y";
  const address = parseAddress(url, "mysql-url", true);
  expect(address).toMatchObject({ user: "us@er", password: 'p/#"', host: "::1", port: 3307, database: "a b/c" });
  expect(parseAddress(toUrl(address, address.database), "mysql-url", true)).toEqual(address);
  const local = parseAddress("mysql://root@localhost/shop?socket=/run/s", "mysql-url", true);
  expect(parseAddress(toUrl(local, "shop"), "mysql-url", true)).toMatchObject({ socket: "/run/s", database: "shop" });
});

test("an option file quotes what it holds, and names TLS as its reader does", () => {
  const address = parseAddress(
    `mysql://u:${encodeURIComponent('a"b\\c#d\n')}@h/d?ssl-mode=REQUIRED`,
    "mysql-url",
    true,
  );
  expect(optionFile(address, "mysql").split("\n")).toEqual([
    "[client]",
    'user="u"',
    'password="a\\"b\\\\c#d\\n"',
    'protocol="tcp"',
    'host="h"',
    'port="3306"',
    "ssl-mode=REQUIRED",
    "",
  ]);
  expect(optionFile(address, "mariadb")).toMatch(/^ssl$/m);
});

test("grants count where they cover the whole database, whatever pattern it is named by", () => {
  const grants = [
    "GRANT USAGE ON *.* TO `u`@`%` IDENTIFIED BY PASSWORD '*A'",
    "GRANT SELECT, SHOW VIEW ON `shop\\_%`.* TO `u`@`%`",
    "GRANT TRIGGER ON `shop_1`.`people` TO `u`@`%`",
    "GRANT SELECT (`id`, `name`), EVENT ON `shop_1`.* TO `u`@`%`",
    "GRANT SELECT ON `mysql`.`proc` TO `u`@`%`",
  ].flatMap((line) => parseGrant([line]));
  expect(has(grants, "SELECT", "shop_1")).toBe(true);
  expect(has(grants, "SELECT", "shopx1")).toBe(false);
  expect(mayRead(grants, "mysql", "proc")).toBe(true);
  expect(missingGrants(grants, "shop_1", ["SELECT", "TRIGGER", "EVENT"])).toEqual([
    "GRANT TRIGGER ON `shop\\_1`.* TO CURRENT_USER",
  ]);
  expect(has(parseGrant(["GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost`"]), "RELOAD", null)).toBe(true);
});

test.for([
  ["ERROR 1045 (28000): Access denied for user 'u'@'h'", "invalid_input"],
  ['mysqldump: Got error: 1045: "Access denied" when trying to connect', "invalid_input"],
  ["ERROR 1227 (42000) at line 3: Access denied; you need SUPER", "refused"],
  ["ERROR 1114 (HY000) at line 9: The table 't' is full", "service_failed"],
  ["mysqldump: Error 2013: Lost connection to server during query when dumping table `t` at row: 5", "service_failed"],
  ["ERROR 9999 (HY000): something else", "command_failed"],
] as const)("what a program says is told in the operator's words: %s", ([output, code]) => {
  const failure = new CommandError("`mysqldump` exited with code 2", { exitCode: 2, output });
  expect(explain("dump `shop`", failure)).toMatchObject({ code, hint: expect.any(String) });
});

test("a definition that changed is worth another try", () => {
  const output =
    "mysqldump: Error 1412: Table definition has changed, please retry transaction when dumping table `t` at row: 0";
  const failure = explain("dump `shop`", new CommandError("`mysqldump` exited with code 3", { exitCode: 3, output }));
  expect(failure).toMatchObject({ code: "service_failed", isWorthAnotherTry: true });
});

const dump = [
  "-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)",
  "CREATE TABLE `a``b` (",
  "  `id` int COMMENT 'INSERT INTO `x` VALUES (1);'",
  ");",
  "INSERT INTO `a``b` (`VALUES`, `(`) VALUES (1,'it''s \\'); ('),(2,0x28),",
  "(3,'-- Dump completed');",
  "DELIMITER ;;",
  "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN",
  "INSERT INTO `elsewhere` VALUES (1);",
  "-- Dump completed",
  "END;;",
  "DELIMITER ;",
  "-- Dump completed on 2026-11-29  0:11:54",
  "",
].join("\n");

test.for([1, 2, 3, 7, 64, 10_000])("rows are counted the same in pieces of %i bytes", (size) => {
  const bytes = Buffer.from(dump);
  const reader = readTuples();
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  expect(reader.end()).toEqual({ rows: { "a`b": 3 }, damage: null });
});

test("a dump that is cut anywhere before its last line is not whole", () => {
  const bytes = Buffer.from(dump);
  for (let end = 0; end < bytes.indexOf("-- Dump completed on"); end++) {
    const reader = readTuples();
    reader.push(bytes.subarray(0, end));
    expect(reader.end().damage).not.toBeNull();
  }
});

test.for([
  ["a NUL byte", dump.replace("CREATE", "CRE\0ATE"), "NUL"],
  ["something behind its end", `${dump}SELECT 1;\n`, "follows after its last line"],
  ["rows without their table", dump.replace("CREATE TABLE", "CREATE TABLEAU"), "without the table"],
  ["the head of something else", `PGDMP\n${dump}`, "does not begin as a dump"],
] as const)("a dump with %s is damaged", ([_, text, damage]) => {
  const reader = readTuples();
  reader.push(Buffer.from(text));
  expect(reader.end().damage).toContain(damage);
});

test("versions are compared by their series", () => {
  expect([isOlder("10.11.19", "11.4.2-MariaDB"), isOlder("8.0.36", "8.0.40"), isOlder("11.4.1", "10.11.9")]).toEqual([
    true,
    false,
    false,
  ]);
});
