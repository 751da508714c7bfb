import { describe, expect, test } from "vitest";
import { apiAddress, findRepository, repositoryIn } from "../../../src/adapters/github/address.ts";
import { openGitHub } from "../../../src/adapters/github/open.ts";
import { InputError } from "../../../src/kit/errors.ts";
import { testEffects } from "../../effects.ts";

const env = (settings: Readonly<Record<string, string>>) => ({ env: (name: string) => settings[name] });

describe("the API is asked", () => {
  test.each<[string, Record<string, string>, string, string]>([
    ["at github.com unless told", {}, "https://api.github.com", "https://api.github.com/graphql"],
    [
      "where the runner says",
      { GITHUB_API_URL: "https://api.acme.ghe.com/", GITHUB_GRAPHQL_URL: "https://api.acme.ghe.com/graphql" },
      "https://api.acme.ghe.com",
      "https://api.acme.ghe.com/graphql",
    ],
    [
      "where an Enterprise Server has it",
      { GITHUB_API_URL: "https://git.acme.com/api/v3" },
      "https://git.acme.com/api/v3",
      "https://git.acme.com/api/graphql",
    ],
    [
      "where the server is, when that alone is known",
      { GITHUB_SERVER_URL: "https://git.acme.com" },
      "https://git.acme.com/api/v3",
      "https://git.acme.com/api/graphql",
    ],
  ])("%s", (_, settings, rest, graphql) => {
    expect(apiAddress(env(settings))).toEqual({ rest, graphql });
  });

  test.each(["ftp://x", "nonsense", "https://me:secret@github.com"])("and not at `%s`", (address) => {
    expect(() => apiAddress(env({ GITHUB_API_URL: address }))).toThrow(InputError);
  });
});

describe("the repository", () => {
  test.each([
    "https://github.com/acme/shop.git",
    "https://github.com/acme/shop",
    "https://github.com/acme/shop/",
    "https://x-access-token:secret@github.com/acme/shop.git",
    "git@github.com:acme/shop.git",
    "github.com:acme/shop",
    "ssh://git@github.com/acme/shop.git",
    "ssh://git@ssh.github.com:443/acme/shop.git",
    "git://github.com/acme/shop.git",
    "https://GitHub.com/acme/shop",
  ])("is read from `%s`", (address) => {
    expect(repositoryIn(address, "github.com")).toBe("acme/shop");
  });

  test.each([
    "https://gitlab.com/acme/shop.git",
    "git@gitlab.com:acme/shop.git",
    "https://github.com.evil.org/acme/shop",
    "https://evil.org/github.com/acme/shop",
    "https://github.com@evil.org/acme/shop",
    "https://github.com/acme",
    "https://github.com/acme/shop/more",
    "/srv/git/shop.git",
    "../shop",
    "file:///srv/acme/shop",
    "",
  ])("is not read from `%s`: the token would go to a wrong place", (address) => {
    expect(repositoryIn(address, "github.com")).toBeNull();
  });

  test("is what the runner says, before the checkout is asked", async () => {
    expect(await findRepository(testEffects(env({ GITHUB_REPOSITORY: "acme/shop" })))).toBe("acme/shop");
    await expect(findRepository(testEffects(env({ GITHUB_REPOSITORY: "acme/../x" })))).rejects.toThrow(InputError);
    await expect(findRepository(testEffects(env({ GITHUB_REPOSITORY: "acme/.." })))).rejects.toThrow(InputError);
  });

  test("is that of the checkout's origin otherwise, on the server that is asked", async () => {
    const effects = testEffects(env({}));
    expect(await findRepository(effects), "no checkout").toBeNull();
    await effects.exec.run(["git", "init", "--quiet"]);
    expect(await findRepository(effects), "no origin").toBeNull();
    await effects.exec.run(["git", "remote", "add", "origin", "git@git.acme.com:acme/shop.git"]);
    expect(await findRepository(effects), "another server").toBeNull();
    const server = env({ GITHUB_API_URL: "https://git.acme.com/api/v3" });
    expect(await findRepository({ ...effects, ...server })).toBe("acme/shop");
    const named = env({ GITHUB_SERVER_URL: "https://git.acme.com" });
    expect(await findRepository({ ...effects, ...named })).toBe("acme/shop");
  });
});

test("there is no GitHub without a token or a repository", async () => {
  const effects = testEffects(env({ GITHUB_REPOSITORY: "acme/shop" }));
  expect(await openGitHub({ effects, token: undefined })).toBeNull();
  expect(await openGitHub({ effects, token: "" })).toBeNull();
  expect(await openGitHub({ effects: testEffects(env({})), token: "t" })).toBeNull();
  expect((await openGitHub({ effects: testEffects(env({})), token: "t", repository: "a/b" }))?.repository).toBe("a/b");
});
