import { describe, expect, test } from "vitest";
import { InputError } from "../../src/kit/errors.ts";
import { migrate, problemsOf, routers, settingsOf, shift } from "./sections.ts";

const http = "traffic-shift: { router: http, http-url: $URL, http-token: $TOKEN }";
const variables = { URL: "http://a", TOKEN: "hunter2" };

describe("rule 5: `$NAME` takes a value from outside", () => {
  test("in strings at every depth, built-in names included", () => {
    const file =
      "traffic-shift: { router: http, http-url: $URL/$RELEASE/$SLOT, checks: [{ name: a, header: B $TOKEN }] }";
    const { settings } = settingsOf(file, { variables });
    const [item] = settings.items(shift, "green");
    expect(item?.chosen("router").values["http-url"]).toBe("http://a/abc/green");
    expect(item?.values.checks).toEqual([{ name: "a", header: "B hunter2" }]);
  });

  test("in the parsed strings of a YAML block, so that a value cannot change what the block says", () => {
    const step = { router: "http", checks: "- name: $URL\n- name: b" };
    const { settings } = settingsOf(null, { step, variables: { URL: "x\n- name: smuggled" } });
    expect(settings.items(shift)[0]?.values.checks).toEqual([{ name: "x\n- name: smuggled" }, { name: "b" }]);
  });

  test("all missing and all forbidden names come in one error", () => {
    const file = "traffic-shift: { router: http, http-url: $GONE/$GONE, http-token: $LOST, url: $FORBIDDEN }";
    const { settings } = settingsOf(file, { variables: { FORBIDDEN: "x" }, allowed: ["GONE", "LOST"] });
    expect(problemsOf(() => settings.items(shift))).toEqual([
      "- traffic-shift: url: FORBIDDEN may not be read here; add it to `env-allow` in the workflow step",
      "- traffic-shift: http-url: the environment variable GONE is not set",
      "- traffic-shift: http-token: the environment variable LOST is not set",
    ]);
  });

  test("names of a section that does not run are not asked for", () => {
    const { settings } = settingsOf(`${http}\nmigrate: { command: $GONE }`, { variables });
    expect(settings.items(shift)).toHaveLength(1);
  });

  test("a chooser is never taken from outside", () => {
    const { settings } = settingsOf("traffic-shift: { router: $ROUTER }", { variables: { ROUTER: "http" } });
    expect(problemsOf(() => settings.items(shift))).toEqual([
      "- traffic-shift: router: must be one of: flagd, http; not `$ROUTER`",
    ]);
  });

  test("a secret is masked before it is parsed and never shown", () => {
    const { settings, masked } = settingsOf("migrate: { command: make, token: [$TOKEN] }", { variables });
    const message = problemsOf(() => settings.items(migrate)).join();
    expect(masked).toContain("hunter2");
    expect(message).toBe("- migrate: token: is not valid (its value is not shown)");
  });

  test("a secret written as plain text is masked line by line", () => {
    const { settings, masked } = settingsOf('migrate: { command: make, token: "one\\ntwo" }');
    expect(settings.items(migrate)[0]?.values.token).toBe("one\ntwo");
    expect(masked).toEqual(["one\ntwo", "one", "two"]);
  });

  test("a secret in a step's `with:` is taken literally", () => {
    const step = { "http-token": "pa$SWORD$$1", "http-url": "$URL/$$1" };
    const { settings, masked } = settingsOf("traffic-shift: { router: http }", { step, variables });
    expect(settings.items(shift)[0]?.chosen("router").values).toMatchObject({
      "http-token": "pa$SWORD$$1",
      "http-url": "http://a/$1",
    });
    expect(masked).toEqual(["pa$SWORD$$1"]);
  });
});

describe("rule 6: nothing said is nothing set", () => {
  test.each(['""', '"  "', "null", "~"])("%s leaves the lower layer's value, and the default below it", (nothing) => {
    const overlay = `environments: { production: { traffic-shift: { steps: ${nothing}, soak: ${nothing} } } }`;
    const { settings } = settingsOf(`traffic-shift: { router: http, steps: 100 }\n${overlay}`);
    expect(settings.items(shift)[0]?.values).toMatchObject({ steps: [100], soak: 0, url: undefined, checks: [] });
  });

  test("a required input that says nothing is missing, and so is one whose value turns out empty", () => {
    expect(problemsOf(() => settingsOf("migrate: { command: '' }").settings.items(migrate))).toEqual([
      "- migrate: command: is required",
    ]);
    const source = { names: { builtIn: { RELEASE: "" }, env: () => undefined, allowed: null } };
    expect(problemsOf(() => settingsOf("migrate: { command: $RELEASE }", source).settings.items(migrate))).toEqual([
      "- migrate: command: is required",
    ]);
  });

  test("numbers and booleans of the file go through the same parser as text", () => {
    const { settings } = settingsOf("traffic-shift: { router: http, http-port: 8080, steps: 100, url: true }");
    const [item] = settings.items(shift);
    expect(item?.chosen("router").values["http-port"]).toBe(8080);
    expect(item?.values).toMatchObject({ steps: [100], url: "true" });
    const wrong = settingsOf("traffic-shift: { router: http, http-port: 1.5, soak: 30 }").settings;
    expect(problemsOf(() => wrong.items(shift))).toEqual([
      "- traffic-shift: soak: must look like `30s`, `5m` or `24h`, not `30`",
      "- traffic-shift: http-port: must be a whole number of at least 0, not `1.5`",
    ]);
  });
});

describe("rule 8: the journal keeps an adapter's inputs so that it can be opened again", () => {
  test("with `$NAME` unexpanded, without defaults and without secrets in plain text", () => {
    const file = "traffic-shift: { router: http, http-url: $URL, http-token: hunter2, http-port: 1 }";
    const { settings } = settingsOf(file, { variables });
    expect(settings.items(shift)[0]?.chosen("router").recorded).toEqual({ "http-url": "$URL", "http-port": 1 });
  });

  test("a secret that comes from the environment is kept by its name", () => {
    const { settings } = settingsOf(http, { variables });
    expect(settings.items(shift)[0]?.chosen("router").recorded).toEqual({ "http-url": "$URL", "http-token": "$TOKEN" });
  });

  test("a secret that is only partly a name is not kept", () => {
    const { settings } = settingsOf("traffic-shift: { router: http, http-token: secret-$TOKEN }", { variables });
    expect(settings.items(shift)[0]?.chosen("router").recorded).toEqual({});
  });

  test("a secret in `with:` is not kept though it looks like a name", () => {
    const { settings } = settingsOf(null, { step: { router: "http", "http-token": "$TOKEN" }, variables });
    expect(settings.items(shift)[0]?.chosen("router").recorded).toEqual({});
  });

  const recorded = { kind: "router", name: "http", with: { "http-url": "$URL/$SLOT", "http-token": "$TOKEN" } };

  test("it is opened again with the environment of the later run", () => {
    const { settings, masked } = settingsOf(null, { variables: { URL: "http://b", TOKEN: "fresh" } });
    const chosen = settings.reopen(routers, recorded, "blue");
    expect(chosen).toMatchObject({ kind: "router", name: "http", recorded: recorded.with });
    expect(chosen.values).toMatchObject({ "http-url": "http://b/blue", "http-token": "fresh" });
    expect(masked).toEqual(["fresh"]);
  });

  test("what is missing then is told with a hint", () => {
    const { settings } = settingsOf(null);
    try {
      settings.reopen(routers, recorded);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      expect((error as InputError).message.split("\n").slice(1)).toEqual([
        "- router http: http-url: the environment variable URL is not set",
        "- router http: http-token: the environment variable TOKEN is not set",
      ]);
      expect((error as InputError).hint).toBe(
        "The journal names these inputs; give the same environment as the deployment had.",
      );
    }
  });

  test("an adapter or an input that this version does not know is refused, not dropped", () => {
    const { settings } = settingsOf(null);
    expect(problemsOf(() => settings.reopen(routers, { kind: "router", name: "htp", with: {} }))).toEqual([
      "- journal: unknown router `htp`; did you mean `http`?",
    ]);
    expect(
      problemsOf(() => settings.reopen(routers, { kind: "router", name: "http", with: { "http-uri": "x" } })),
    ).toEqual(["- router http: unknown input `http-uri`; did you mean `http-url`?"]);
  });
});

test("all problems of a section come in one error, each with its place", () => {
  const file = `
traffic-shift:
  - { router: flagd, steps: 0, soak: x, zebra: 1 }
  - { router: http, http-port: many, flagd-file: f }
`;
  const problems = problemsOf(() => settingsOf(file).settings.items(shift));
  expect(problems).toEqual([
    expect.stringMatching(/^- traffic-shift\[0\]: unknown key `zebra`; known are: name, router, /),
    "- traffic-shift[1]: flagd-file: belongs to `router: flagd`",
    "- traffic-shift (flagd): steps: must be whole percentages from 1 to 100, not `0`",
    "- traffic-shift (flagd): soak: must look like `30s`, `5m` or `24h`, not `x`",
    "- traffic-shift (flagd): flagd-file: is required",
    "- traffic-shift (http): http-port: must be a whole number of at least 0, not `many`",
  ]);
});

test("a section is there when any layer names it, even with nothing in it", () => {
  const has = (file: string | null, source?: Parameters<typeof settingsOf>[1]) =>
    settingsOf(file, source).settings.has(shift.name);
  expect(has(null)).toBe(false);
  expect(has("migrate: {}")).toBe(false);
  expect(has("traffic-shift:")).toBe(true);
  expect(has("environments: { production: { traffic-shift: {} } }")).toBe(true);
  expect(has(null, { step: { steps: "100" } })).toBe(true);
  expect(has(null, { action: "migrate", step: { steps: "100" } })).toBe(false);
  expect(has(null, { rootStep: { "traffic-shift": {} } })).toBe(true);
});

test("an adapter that was not chosen is asked for by name", () => {
  const [item] = settingsOf("migrate: { command: make }").settings.items(migrate);
  expect(problemsOf(() => item?.chosen("host"))).toEqual([
    "- migrate: host: is needed here; name one in deploy.yml or in `with:`",
  ]);
});

test("the fingerprint is of what was written, whatever its order and whatever the environment", () => {
  const print = (file: string, source?: Parameters<typeof settingsOf>[1]) =>
    settingsOf(file, source).settings.fingerprintText;
  const reordered = "traffic-shift: { http-token: $TOKEN, http-url: $URL, router: http }";
  expect(print(http, { variables })).toBe(print(reordered, { variables: { TOKEN: "other" } }));
  expect(print(http)).not.toBe(print(http.replace("$URL", "$URI")));
  expect(print(http)).not.toContain("hunter2");
  expect(print(http, { action: "plan" })).toBe(print(http, { action: "deploy" }));
  expect(print(http, { step: { "http-token": "hunter2" } })).not.toBe(print(http));
  expect(print(http, { step: { "http-token": "hunter2" } })).not.toContain("hunter2");
  expect(print(http, { rootStep: { "traffic-shift": { steps: 100 } } })).not.toBe(print(http));
});
