import { describe, expect, test } from "vitest";
import { text } from "../../src/kit/fields.ts";
import { type AdapterContext, type Chosen, defineAdapter, optional, registry } from "../../src/kit/registry.ts";

interface Lamp {
  readonly shines: string;
}
const lamp = (name: string, ...inputs: string[]) =>
  defineAdapter<Lamp>()({
    name,
    summary: "A lamp.",
    inputs: Object.fromEntries(inputs.map((input) => [input, text({ description: "An input." })])),
    open: (values) => ({ shines: `${name} ${JSON.stringify(values)}` }),
  });
const description = "What shines.";
const context = {} as AdapterContext;
const chosen = (name: string): Chosen => ({ kind: "lamp", name, values: { "led-color": "red" }, recorded: {} });

test("the chosen adapter is opened with its values", () => {
  const lamps = registry("lamp", { description }, [lamp("led", "led-color"), lamp("gas")]);
  expect(lamps.open(chosen("led"), context).shines).toBe('led {"led-color":"red"}');
  expect(lamps.find("gas")?.name).toBe("gas");
  expect(lamps.find("neon")).toBeUndefined();
});

test("an adapter that nobody knows cannot be opened", () => {
  const lamps = registry("lamp", { description }, [lamp("led")]);
  expect(() => lamps.open(chosen("neon"), context)).toThrow("no lamp is called neon");
});

describe("the choosing input", () => {
  test("is required where there is no default", () => {
    const { chooser } = registry("lamp", { description }, [lamp("led"), lamp("gas")]);
    expect(chooser).toMatchObject({ kind: "choice", required: true, choices: ["led", "gas"], description });
    expect(chooser.default).toBeUndefined();
    expect(() => chooser.parse("ledd")).toThrow("must be one of: led, gas; not `ledd`");
  });

  test("has the default that is declared", () => {
    const { chooser } = registry("lamp", { description, default: "gas" }, [lamp("led"), lamp("gas")]);
    expect(chooser).toMatchObject({ required: false, default: "gas" });
  });

  test("is not required where the section can do without", () => {
    const lamps = registry("lamp", { description }, [lamp("led")]);
    expect(optional(lamps).chooser.required).toBe(false);
    expect(lamps.chooser.required).toBe(true);
  });
});

describe("a registry is a defect when", () => {
  test.each([
    [
      "an input does not begin with its adapter's name",
      () => registry("lamp", { description }, [lamp("led", "color")]),
      "input color of lamp led must begin with led-",
    ],
    [
      "an input begins with its adapter's name by chance",
      () => registry("lamp", { description }, [lamp("led", "ledger")]),
      "input ledger of lamp led must begin with led-",
    ],
    [
      "two adapters have one name",
      () => registry("lamp", { description }, [lamp("led"), lamp("led")]),
      "two adapters of lamp are called led",
    ],
    [
      "two adapters own one input",
      () => registry("lamp", { description }, [lamp("led", "led-rgb-red"), lamp("led-rgb", "led-rgb-red")]),
      "input led-rgb-red belongs to lamp led and to led-rgb",
    ],
    [
      "its default is nobody",
      () => registry("lamp", { description, default: "neon" }, [lamp("led")]),
      "the default lamp neon is unknown",
    ],
  ])("%s", (_, build, message) => {
    expect(build).toThrow(message);
  });
});
