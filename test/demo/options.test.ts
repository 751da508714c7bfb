import { expect, test } from "vitest";
import { breaks, help, readWish } from "../../scripts/demo/options.ts";

test("without options v3 fails in the traffic and nothing is kept", () => {
  expect(readWish([])).toEqual({ kind: "run", broken: "traffic", keeps: false });
});

test.each(breaks)("--break %s is taken in both spellings, and the help tells of it", (broken) => {
  expect(readWish(["--break", broken, "--keep"])).toEqual({ kind: "run", broken, keeps: true });
  expect(readWish([`--break=${broken}`])).toEqual({ kind: "run", broken, keeps: false });
  expect(help).toContain(`\n                     ${broken} `);
});

test("help wins over everything that is right beside it", () => {
  expect(readWish(["--break", "kill", "-h"])).toEqual({ kind: "help" });
});

test.each<[readonly string[], readonly string[]]>([
  [["--breka", "smoke"], ["unknown option `breka`; did you mean `break`?"]],
  [["--break", "disk"], ["--break: must be one of: smoke, traffic, migration, backup, kill"]],
  [["--break"], ["--break: must be one of: smoke, traffic, migration, backup, kill"]],
  [["--keep=no"], ["--keep: takes no value"]],
  [
    ["--break", "disk", "now"],
    ["`now` is no option", "--break: must be one of: smoke, traffic, migration, backup, kill"],
  ],
])("%j is refused with every problem at once", (args, problems) => {
  expect(readWish(args)).toEqual({ kind: "wrong", problems });
});
