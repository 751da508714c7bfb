import { judgeImage, parseImage } from "../../core/requirements/image.ts";
import type { ImageRequirement } from "../../core/requirements.ts";
import { InputError } from "../../kit/errors.ts";
import type { Requirement } from "../../stages/ports/requirement.ts";
import type { Asking } from "./index.ts";
import { askRegistry } from "./registry/ask.ts";

/** An image that has to be in its registry, asked as every client does (OCI distribution specification). */
export function imageRequirement(asked: ImageRequirement, { effects }: Asking): Requirement {
  const reference = parseImage(asked.image);
  if (reference === null) {
    throw new InputError([
      { where: "plan: requires: images", what: "must be `registry/name:tag` or `registry/name@sha256:...`" },
    ]);
  }
  const { username, password } = asked;
  if ((username === undefined) !== (password === undefined)) {
    throw new InputError([{ where: "plan: requires: images", what: "needs `username` and `password`, or neither" }]);
  }
  const login = username === undefined || password === undefined ? null : { username, password };
  if (login !== null) {
    effects.mask(login.password);
    effects.mask(Buffer.from(`${login.username}:${login.password}`).toString("base64"));
  }
  const what = `image ${asked.image}`;
  return {
    what,
    async look(signal) {
      const place = { ...reference, isPlain: asked.insecure === true, login };
      return [judgeImage(what, reference, await askRegistry(place, effects, signal))];
    },
  };
}
