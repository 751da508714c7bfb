import { expect, test } from "vitest";
import { CancelledError, InputError, RefusedError, ServiceError } from "../../src/kit/errors.ts";
import { askAll } from "../../src/stages/ask-all.ts";

const fail = (error: Error) => () => Promise.reject(error);
const failure = async (...errors: readonly Error[]) =>
  askAll(errors.map(fail)).then(
    () => null,
    (reason: unknown) => reason as InputError,
  );

test("every answer stands where its question stood", async () => {
  const answers = await askAll([async () => 1, async () => "two", async () => null]);
  expect(answers).toEqual([1, "two", null]);
});

test("a single failure is passed on as it is", async () => {
  const error = new RefusedError("no", { hint: "ask again" });
  await expect(askAll([async () => 1, fail(error)])).rejects.toBe(error);
});

test("wrong inputs from several sides are one input error with all problems and hints, each hint once", async () => {
  const error = await failure(
    new InputError([{ where: "a", what: "is wrong" }], { hint: "Do this." }),
    new InputError([
      { where: "b", what: "is missing" },
      { where: "c", what: "is too long" },
    ]),
    new InputError([{ where: "d", what: "is wrong" }], { hint: "Do this." }),
  );
  expect(error).toBeInstanceOf(InputError);
  expect(error?.message).toBe(
    "4 problems found; nothing was touched:\n- a: is wrong\n- b: is missing\n- c: is too long\n- d: is wrong",
  );
  expect(error?.hint).toBe("Do this.");
});

test("failures of several kinds are told together", async () => {
  const error = await failure(
    new ServiceError("the flag file is broken", { hint: "Mend it." }),
    new InputError([{ where: "ports", what: "belong to others" }], { hint: "Stop them." }),
  );
  expect(error).toBeInstanceOf(ServiceError);
  expect(error?.message).toBe("2 things are wrong:\n- the flag file is broken\n- ports: belong to others");
  expect(error?.hint).toBe("Mend it.\nStop them.");
});

test("what several questions fail of in the same words is told once", async () => {
  const down = () => new ServiceError("shop cannot be reached", { hint: "Start it." });
  expect((await failure(down(), down(), down()))?.message).toBe("shop cannot be reached");
  const error = await failure(down(), down(), new ServiceError("the flag file is broken"));
  expect(error?.message).toBe("2 things are wrong:\n- shop cannot be reached\n- the flag file is broken");
  expect(error?.hint).toBe("Start it.");
});

test("a defect is not hidden among failures that were foreseen", async () => {
  const defect = new TypeError("x is not a function");
  expect(await failure(new ServiceError("down"), defect)).toBe(defect);
});

test("one cancellation that ends every question is told as that, and as no service's fault", async () => {
  const cancelled = new CancelledError("cancelled by a signal");
  expect(await failure(new ServiceError("down"), cancelled, new CancelledError("again"))).toBe(cancelled);
});
