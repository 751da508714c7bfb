import { describe, expect, test } from "vitest";
import { metrics, migrate, problemsOf, settingsOf, shift } from "./sections.ts";

type Source = Parameters<typeof settingsOf>[1];
const items = (deployYml: string | null, source?: Source) => settingsOf(deployYml, source).settings.items(shift);
const problems = (deployYml: string | null, source?: Source) => problemsOf(() => items(deployYml, source));
const told = (deployYml: string | null, source?: Source) =>
  items(deployYml, source).map((item) => {
    const { name, values } = item;
    const router = item.chosen("router");
    return { name, steps: values.steps, soak: values.soak, router: router.name, ...router.values };
  });

const both = `
traffic-shift:
  - { router: flagd, flagd-file: f.json, steps: 100 }
  - { router: http, http-url: http://a, soak: 1h }
`;

describe("rule 1: a section is one map or a list of named maps", () => {
  test("one map is one item, called by its adapter", () => {
    expect(told("traffic-shift: { router: flagd, flagd-file: f.json }")).toEqual([
      {
        name: "flagd",
        steps: [10, 50, 100],
        soak: 0,
        router: "flagd",
        "flagd-file": "f.json",
        "flagd-flag": "release",
      },
    ]);
  });

  test("a list keeps its order, and an item's own name wins over its adapter's", () => {
    const list = "traffic-shift: [{ router: http, name: edge }, { router: http }, { router: flagd, flagd-file: f }]";
    expect(items(list).map((item) => item.name)).toEqual(["edge", "http", "flagd"]);
  });

  test("a section without adapters is called by its own name", () => {
    const { settings } = settingsOf("migrate: { command: make }");
    expect(settings.items(migrate).map((item) => item.name)).toEqual(["migrate"]);
  });

  test("two items of one name are refused", () => {
    expect(problems("traffic-shift: [{ router: http }, { router: http }, { router: http }]")).toEqual([
      "- traffic-shift: two items are called `http`; give each a `name` of its own",
    ]);
  });

  test("a list is refused where the action takes one map", () => {
    const { settings } = settingsOf("migrate: [{ command: make }]");
    expect(problemsOf(() => settings.items(migrate))).toContain("- migrate: takes one map, not a list");
  });

  test.each([
    ["3", "must be a map, or a list of maps"],
    ["[3]", "must be a map, or a list of maps"],
    ["text", "must be a map, or a list of maps"],
  ])("%s is no section", (section, what) => {
    expect(problems(`traffic-shift: ${section}`)).toContain(`- traffic-shift: ${what}`);
  });

  test("a name is refused where there is only one item, and where it is no text", () => {
    const { settings } = settingsOf("migrate: { command: make, name: a }");
    expect(problemsOf(() => settings.items(migrate))).toEqual([
      "- migrate: unknown key `name`; known are: timeout, command, tags, token",
    ]);
    expect(problems("traffic-shift: [{ router: http, name: [a] }]")).toEqual([
      "- traffic-shift[0]: name: must be text",
    ]);
  });

  test("an unknown key is refused with the nearest known one, and its place in the list", () => {
    expect(problems("traffic-shift: [{ router: http }, { router: flagd, flagd-file: f, step: 100 }]")).toEqual([
      "- traffic-shift[1]: unknown key `step`; did you mean `steps`?",
    ]);
  });
});

describe("rule 2: a step's `with:` lies over every item", () => {
  test("an input of the action goes onto all of them", () => {
    expect(told(both, { step: { steps: "5, 100" } }).map((item) => item.steps)).toEqual([
      [5, 100],
      [5, 100],
    ]);
  });

  test("`only` selects one, which may then be given an adapter's input", () => {
    expect(told(both, { only: "http", step: { "http-url": "http://b" } })).toMatchObject([
      { name: "http", "http-url": "http://b", soak: 3_600_000 },
    ]);
  });

  test("`only` with an unknown name is refused", () => {
    expect(problems(both, { only: "htp" })).toEqual([
      "- only: unknown item of traffic-shift `htp`; did you mean `http`?",
    ]);
  });

  test("an adapter's input for a list without `only` is refused", () => {
    expect(problems(both, { step: { "http-url": "http://b", router: "http" } })).toEqual([
      "- http-url: traffic-shift has 2 items; say which one with `only`",
      "- router: traffic-shift has 2 items; say which one with `only`",
    ]);
  });

  test("a list of one needs no `only`", () => {
    expect(told("traffic-shift: [{ router: http }]", { step: { "http-url": "http://b" } })).toMatchObject([
      { "http-url": "http://b" },
    ]);
  });

  test("a step of another action leaves the section alone", () => {
    expect(told(both, { action: "migrate", step: { steps: "1, 100" }, only: "x" }).map((i) => i.steps)).toEqual([
      [100],
      [10, 50, 100],
    ]);
  });

  test("without deploy.yml the step alone says everything", () => {
    expect(told(null, { step: { router: "flagd", "flagd-file": "f", steps: "100" } })).toMatchObject([
      { name: "flagd", steps: [100], "flagd-file": "f" },
    ]);
  });
});

describe("rule 3: an overlay lies over the section", () => {
  const overlaid = (section: string, overlay: string) =>
    `traffic-shift: ${section}\nenvironments: { production: { traffic-shift: ${overlay} } }`;

  test("maps merge key by key, and lists of values are replaced", () => {
    expect(told(overlaid("{ router: http, steps: [1, 2, 3], soak: 1m }", "{ steps: [100] }"))).toMatchObject([
      { router: "http", steps: [100], soak: 60_000 },
    ]);
  });

  test("two maps are one item even when the overlay names it", () => {
    expect(told(overlaid("{ router: http, soak: 1m }", "{ name: edge, steps: 100 }"))).toMatchObject([
      { name: "edge", steps: [100], soak: 60_000 },
    ]);
  });

  test("lists of items merge by name, and new names are appended", () => {
    const list = "[{ router: http, soak: 1m }, { router: flagd, flagd-file: f }]";
    const above = "[{ name: flagd, steps: 100 }, { name: edge, router: http }]";
    expect(told(overlaid(list, above)).map(({ name, steps, soak }) => ({ name, steps, soak }))).toEqual([
      { name: "http", steps: [10, 50, 100], soak: 60_000 },
      { name: "flagd", steps: [100], soak: 0 },
      { name: "edge", steps: [10, 50, 100], soak: 0 },
    ]);
  });

  test("a map without a name lies over every item of a list", () => {
    expect(told(overlaid("[{ router: http }, { router: flagd, flagd-file: f }]", "{ soak: 1s }"))).toMatchObject([
      { name: "http", soak: 1000 },
      { name: "flagd", soak: 1000 },
    ]);
  });

  test("a map without a name may not choose for several items", () => {
    const list = "[{ router: http }, { router: flagd, flagd-file: f }]";
    expect(problems(overlaid(list, "{ router: http, http-url: x }"))).toEqual([
      "- environments: traffic-shift: router: traffic-shift has 2 items; say which one with `name`",
      "- environments: traffic-shift: http-url: traffic-shift has 2 items; say which one with `name`",
    ]);
  });

  test("an overlay may only set keys that its action knows", () => {
    expect(problems(overlaid("{ router: http }", "{ stesp: 1 }"))).toEqual([
      "- environments: traffic-shift: unknown key `stesp`; did you mean `steps`?",
    ]);
  });

  test("an overlay alone is a section", () => {
    const alone = "environments: { production: { traffic-shift: { router: http } } }";
    expect(told(alone)).toMatchObject([{ name: "http" }]);
  });
});

describe("rule 4: a higher layer that changes a chooser drops the old adapter's inputs", () => {
  const flagd = "traffic-shift: { router: flagd, flagd-file: f, soak: 1m }\n";

  test("in an overlay", () => {
    const overlay = "environments: { production: { traffic-shift: { router: http, http-url: u } } }";
    const [item] = items(flagd + overlay);
    expect(item?.name).toBe("http");
    expect(item?.chosen("router").recorded).toEqual({ "http-url": "u" });
    expect(item?.values.soak).toBe(60_000);
  });

  test("in a step", () => {
    const [item] = items(flagd, { step: { router: "http" } });
    expect([item?.name, item?.chosen("router").recorded]).toEqual(["http", {}]);
  });

  test("the inputs of the adapter that is chosen above stay", () => {
    const file = "traffic-shift: { http-url: u, flagd-file: f }\n";
    const overlay = "environments: { production: { traffic-shift: { router: http } } }";
    expect(items(file + overlay)[0]?.chosen("router").recorded).toEqual({ "http-url": "u" });
  });

  test("the other adapters of the section keep theirs", () => {
    const file = "traffic-shift: { router: flagd, flagd-file: f, metrics: prom, prom-url: p }";
    expect(items(file, { step: { router: "http" } })[0]?.chosen("metrics").recorded).toEqual({ "prom-url": "p" });
  });

  test("another adapter's input is refused within one layer", () => {
    expect(problems("traffic-shift: { router: http, flagd-file: f }")).toEqual([
      "- traffic-shift: flagd-file: belongs to `router: flagd`",
    ]);
    expect(problems(null, { step: { router: "http", "flagd-file": "f" } })).toEqual([
      "- flagd-file: belongs to `router: flagd`",
    ]);
  });

  test("another adapter's input in a higher layer is left alone", () => {
    expect(told(flagd, { step: { "http-url": "u" } })).toMatchObject([{ router: "flagd", "flagd-file": "f" }]);
  });

  test("an input whose adapter nobody chose is refused, since the default would not read it", () => {
    expect(problems("traffic-shift: { router: http, prom-url: p }")).toEqual([
      "- traffic-shift: prom-url: is only read with `metrics: prom`; add that line",
    ]);
    expect(items("traffic-shift: { router: http, probe-rate: 3 }")[0]?.chosen("metrics").values).toEqual({
      "probe-rate": 3,
    });
    expect(metrics.chooser.default).toBe("probe");
  });

  test("a misspelt adapter is one problem, not one for each of its inputs", () => {
    expect(problems("traffic-shift: { router: flgd, flagd-file: f }")).toEqual([
      "- traffic-shift: router: must be one of: flagd, http; not `flgd`",
    ]);
  });
});

describe("rule 7: the root action's YAML inputs lie over the overlay, section by section", () => {
  test("as one more layer with the same rules", () => {
    expect(
      told(both, { action: "deploy", rootStep: { "traffic-shift": [{ name: "http", soak: "2h" }] } }),
    ).toMatchObject([
      { name: "flagd", soak: 0 },
      { name: "http", soak: 7_200_000 },
    ]);
  });

  test("and name themselves when they are wrong", () => {
    expect(problems(both, { rootStep: { "traffic-shift": { stepz: 1 } } })).toContain(
      "- with: traffic-shift: unknown key `stepz`; did you mean `steps`?",
    );
  });
});
