import { expect, test } from "vitest";
import { deadManOf, trafficShiftSection } from "../../src/actions/sections/traffic-shift.ts";
import { InputError } from "../../src/kit/errors.ts";
import { memoryDeadMan } from "../doubles/dead-man.ts";
import { memoryRouter, routerPlace } from "../doubles/router.ts";

const place = routerPlace();
const router = { ...memoryRouter(place), deadMan: memoryDeadMan(place, () => 0) };

/** The switch that a section with these inputs asks for. */
function asked(inputs: Readonly<Record<string, string>>, of = router as Parameters<typeof deadManOf>[2]) {
  const values = Object.entries(trafficShiftSection.inputs).map(([name, field]) => {
    const given = inputs[name] ?? field.default;
    return [name, given === undefined ? undefined : field.parse(given)];
  });
  return deadManOf("flags", Object.fromEntries(values), of);
}

function problemsOf(work: () => unknown): InputError["problems"] {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
}

test("nobody has a dead man's switch without asking for it", () => {
  expect(asked({})).toBeNull();
  expect(asked({ "dead-man": "30m", soak: "24h" })).toEqual({ within: 1_800_000, by: "auto" });
});

test("a router that has none is refused, and those that have one are named", () => {
  const [problem] = problemsOf(() => asked({ "dead-man": "30m" }, memoryRouter(place)));
  expect(problem?.where).toBe("traffic-shift (flags): dead-man");
  for (const name of ["link", "nginx", "haproxy", "flagd", "kubernetes-service", "gateway-api"]) {
    expect(problem?.what).toContain(`\`${name}\``);
  }
});

test("one that would go off between two looks, or at once, or by what the router cannot use is refused", () => {
  expect(problemsOf(() => asked({ "dead-man": "29m", soak: "1h" }))).toEqual([
    { where: "traffic-shift (flags): dead-man", what: "must be at least `30m` with `soak`" },
  ]);
  expect(problemsOf(() => asked({ "dead-man": "29m" }))).toEqual([]);
  expect(problemsOf(() => asked({ "dead-man": "9s", "dead-man-by": "systemd" })).map(({ where }) => where)).toEqual([
    "traffic-shift (flags): dead-man",
    "traffic-shift (flags): dead-man-by",
  ]);
});
