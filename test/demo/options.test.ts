import { expect, test } from "vitest";
import { breaks, help, readWish } from "../../scripts/demo/options.ts";
import { routers } from "../../scripts/demo/routers/index.ts";

test("without options v3 fails in the traffic and nothing is kept", () => {
  expect(readWish([])).toEqual({ kind: "run", broken: "traffic", router: "flagd", keeps: false });
});

test.each(breaks)("--break %s is taken in both spellings, and the help tells of it", (broken) => {
  expect(readWish(["--break", broken, "--keep"])).toEqual({ kind: "run", broken, router: "flagd", keeps: true });
  expect(readWish([`--break=${broken}`])).toEqual({ kind: "run", broken, router: "flagd", keeps: false });
  expect(help).toContain(`\n                     ${broken} `);
});

test.each(routers)("--router %s goes with every way to fail, and the help tells of it", (router) => {
  const asked = ["--router", router, "--break", "kill"];
  expect(readWish(asked)).toEqual({ kind: "run", broken: "kill", router, keeps: false });
  expect(help).toContain(`\n                     ${router} `);
});

test("help wins over everything that is right beside it", () => {
  expect(readWish(["--break", "kill", "-h"])).toEqual({ kind: "help" });
});

test.each<[readonly string[], readonly string[]]>([
  [["--breka", "smoke"], ["unknown option `breka`; did you mean `break`?"]],
  [["--break", "disk"], ["--break: must be one of: smoke, traffic, migration, backup, kill"]],
  [["--break"], ["--break: must be one of: smoke, traffic, migration, backup, kill"]],
  [["--router", "traefik"], ["--router: must be one of: flagd, haproxy, nginx"]],
  [["--keep=no"], ["--keep: takes no value"]],
  [
    ["--break", "disk", "now"],
    ["`now` is no option", "--break: must be one of: smoke, traffic, migration, backup, kill"],
  ],
])("%j is refused with every problem at once", (args, problems) => {
  expect(readWish(args)).toEqual({ kind: "wrong", problems });
});
