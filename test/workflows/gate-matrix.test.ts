import { expect, test } from "vitest";
import { read } from "./language.ts";
import { type Ending, type Fate, type JobFate, play, type Story } from "./simulated-run.ts";

const text = read(".github/workflows/deploy.yml");

/** What may come of an acting job: of one of its steps and of the rollback that follows, or of the whole job. */
interface Lot {
  readonly name: string;
  readonly job?: JobFate;
  readonly steps?: Readonly<Record<string, Fate>>;
}

const lots = (job: string, last: string): readonly Lot[] => [
  { name: "well" },
  { name: "fails, taken back", steps: { [`${job}/${last}`]: "failure" } },
  { name: "fails, rollback fails", steps: { [`${job}/${last}`]: "failure", [`${job}/rollback`]: "failure" } },
  { name: "refused", steps: { [`${job}/${last}`]: "refused" } },
  { name: "cancelled, taken back", steps: { [`${job}/${last}`]: "cancelled" } },
  { name: "killed, rollback killed", steps: { [`${job}/${last}`]: "killed", [`${job}/rollback`]: "killed" } },
  { name: "cancelled after, taken back", steps: { [`${job}/${last}`]: "cancelled after" } },
  { name: "lost", job: "lost" },
  { name: "cancelled before", job: "cancelled" },
];

const gates: readonly (JobFate | "approved")[] = ["approved", "rejected", "cancelled"];
const plans: readonly Fate[] = ["success", "refused", "failure", "killed"];

/** What the roles say that sign before the approval. */
type Signs = readonly (JobFate | "approved")[];
const signed: readonly Signs[] = [[], ["approved", "approved"], ["rejected"], ["approved", "cancelled"]];

interface Case {
  readonly plan: Fate;
  readonly signs: Signs;
  readonly gate: JobFate | "approved";
  readonly act: Lot;
  readonly further: readonly { readonly gate: JobFate | "approved"; readonly lot: Lot }[];
  readonly finish: Lot;
  readonly policy: string;
  readonly approval: boolean;
}

const well: Lot = { name: "well" };
const actLots = [
  ...lots("act", "traffic-shift"),
  { name: "first step refused", steps: { "act/backup": "refused" } },
  { name: "first step fails, taken back", steps: { "act/backup": "failure" } },
] satisfies Lot[];

/** One or two further steps: after the first that does not go well nothing else may begin. */
function* furthers(): Generator<Case["further"]> {
  yield [];
  for (const gate of gates) {
    for (const lot of lots("ramp-1", "continue")) {
      yield [{ gate, lot }];
    }
  }
  for (const gate of gates)
    for (const lot of lots("ramp-2", "continue"))
      yield [
        { gate: "approved", lot: well },
        { gate, lot },
      ];
}

const beginnings = plans.flatMap((plan) =>
  (plan === "success" ? signed : [[]]).map((signs: Signs) => [plan, signs] as const),
);

function* cases(): Generator<Case> {
  for (const policy of ["rollback", "hold"])
    for (const approval of [true, false])
      for (const [plan, signs] of beginnings)
        for (const gate of gates)
          for (const act of actLots)
            for (const further of furthers()) {
              const isWell =
                act.name === "well" && further.every((step) => step.gate === "approved" && step.lot.name === "well");
              for (const finish of isWell ? lots("finish", "continue") : [well])
                yield { plan, signs, gate, act, further, finish, policy, approval };
            }
}

function storyOf({ plan, signs, gate, act, further, finish, policy, approval }: Case): Story {
  const all: readonly (readonly [string, Lot])[] = [
    ["act", act],
    ...further.map(({ lot }, i) => [`ramp-${i + 1}`, lot] as const),
    ["finish", finish],
  ];
  const gated = [
    ...signs.map((said, i) => [`sign-off-${i + 1}`, said] as const),
    ["gate", gate] as const,
    ...further.map((step, i) => [`ramp-${i + 1}-gate`, step.gate] as const),
  ];
  const refusals = gated.flatMap(([job, said]) => (said === "approved" ? [] : [[job, said] as const]));
  const fates = [...all.flatMap(([job, lot]) => (lot.job === undefined ? [] : [[job, lot.job] as const])), ...refusals];
  return {
    steps: Object.assign({ "plan/plan": plan }, ...all.map(([, lot]) => lot.steps ?? {})) as Record<string, Fate>,
    jobs: Object.fromEntries(fates),
    inputs: {
      "on-gate-rejected": policy,
      "sign-off": JSON.stringify(["qa", "security"].slice(0, signs.length)),
      approval,
      ramp: ["100", "50, 100", "10, 50, 100"][further.length],
    },
  };
}

/** What has become of the release, told by which jobs were really begun and by their lots; the workflow's own words are not asked. */
function truth(one: Case, { results }: Ending) {
  const isBegun = (job: string) => results[job] !== "skipped";
  const begun = [
    ...(isBegun("act") ? [one.act] : []),
    ...one.further.filter((_, i) => isBegun(`ramp-${i + 1}`)).map(({ lot }) => lot),
    ...(isBegun("finish") ? [one.finish] : []),
  ];
  const names = begun.map(({ name }) => name);
  const hasOpened = names.length > 0 && !["cancelled before", "first step refused"].includes(names[0] ?? "");
  const isBack = names.some((name) => name.endsWith("taken back"));
  const isRefused = names.some((name) => name.includes("refused"));
  const isGood = isBegun("finish") && ["well", "cancelled after, taken back"].includes(one.finish.name);
  const isRejected = one.further.some((step, i) => isBegun(`ramp-${i + 1}-gate`) && step.gate !== "approved");
  const acted = names.every((name) => name === "well");
  const isLeftToPerson = isRefused || (isRejected && acted && one.policy === "hold");
  return { hasOpened, isBack, isGood, isLeftToPerson };
}

const all = [...cases()].map((one) => ({ one, ending: play(text, storyOf(one)) }));

test("thousands of runs are played, and every job's fate is among them", () => {
  expect(all.length).toBeGreaterThan(5000);
  for (const job of ["act", "ramp-1", "ramp-2", "finish", "guard"]) {
    const seen = new Set(all.map(({ ending }) => ending.results[job]));
    expect([...seen].sort(), job).toEqual(expect.arrayContaining(["skipped", "success"]));
  }
});

test("whatever has been changed and is neither good nor a person's to decide is taken back, and nothing else is", () => {
  const wrong: string[] = [];
  for (const { one, ending } of all) {
    const { hasOpened, isBack, isGood, isLeftToPerson } = truth(one, ending);
    const guard = ending.ran.includes("guard/rollback");
    const inJob = ending.ran.some((step) => step.endsWith("/rollback") && step !== "guard/rollback");
    const say = (what: string) =>
      wrong.push(`${what}: ${JSON.stringify({ ...one, ran: ending.ran, results: ending.results })}`);
    if (hasOpened && !isBack && !isGood && !isLeftToPerson && !guard) say("left behind");
    if (isLeftToPerson && (guard || inJob)) say("taken from a person");
    if (isGood && guard) say("good, and guarded");
    if (isBack && guard) say("taken back twice");
    if (ending.results.act === "skipped" && (guard || inJob)) say("nothing was begun");
  }
  expect(wrong.slice(0, 5)).toEqual([]);
});

test("nothing acts without its approval, and no step follows one that did not go well", () => {
  const wrong: string[] = [];
  for (const { one, ending } of all) {
    const { results } = ending;
    const isSigned = one.signs.every((said) => said === "approved");
    const mayAct = one.plan === "success" && isSigned && (one.gate === "approved" || !one.approval);
    if ((results.act !== "skipped") !== mayAct) wrong.push(`act: ${JSON.stringify(one)}`);
    let isWell = mayAct && one.act.name === "well";
    for (const [i, { gate, lot }] of one.further.entries()) {
      const begun = results[`ramp-${i + 1}`] !== "skipped";
      if (begun !== (isWell && gate === "approved")) wrong.push(`ramp-${i + 1}: ${JSON.stringify(one)}`);
      isWell = isWell && gate === "approved" && lot.name === "well";
    }
    if ((results.finish !== "skipped") !== isWell) wrong.push(`finish: ${JSON.stringify(one)}`);
  }
  expect(wrong.slice(0, 5)).toEqual([]);
});

test("a run tells success where the release went all the way, and nowhere else", () => {
  const wrong = all.filter(({ one, ending }) => {
    return (ending.outputs.outcome === "success") !== truth(one, ending).isGood;
  });
  expect(wrong.slice(0, 3)).toEqual([]);
});

test.each([
  ["a guard that does not look whether something was taken back", " && !contains(needs.*.outputs.settled, 'true')"],
  ["a guard that does not care about a person's decision", " && !contains(needs.*.outputs.outcome, 'refused')"],
  ["a guard that knows no policy", "inputs.on-gate-rejected == 'rollback'\n      || "],
  ["a guard that overlooks a cancelled finish", "needs.ramp-3.result, needs.finish.result), 'cancelled'"],
  ["a finish that follows a rejected gate", " && !contains(needs.*.result, 'failure')"],
])("the matrix would find %s", (_, part) => {
  expect(text).toContain(part);
  const broken = text.replace(part, part.endsWith("'cancelled'") ? part.replace("'cancelled'", "'never'") : "");
  const differs = all.some(({ one, ending }) => String(ending.ran) !== String(play(broken, storyOf(one)).ran));
  expect(differs).toBe(true);
});
