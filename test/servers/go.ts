import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { controlPlaneSource } from "./control-plane-source.ts";
import { builtBy, type ProgramName } from "./programs.ts";

/** How the package that Go compiles is called, or the program that has to be written around it. */
const sources: Readonly<Partial<Record<ProgramName, Source>>> = {
  versitygw: { install: "github.com/versity/versitygw/cmd/versitygw" },
  goose: {
    install: "github.com/pressly/goose/v3/cmd/goose",
    tags: ["no_clickhouse", "no_libsql", "no_mssql", "no_vertica", "no_ydb"],
  },
  "newer-caddy": { install: "github.com/caddyserver/caddy/v2/cmd/caddy" },
  migrate: { install: "github.com/golang-migrate/migrate/v4/cmd/migrate", tags: ["postgres", "mysql", "sqlite"] },
  // The repository of Kubernetes cannot be installed from outside: its main is a few lines around this library.
  kubectl: {
    // Kubernetes 1.x.y publishes its libraries as 0.x.y.
    modules: ({ version }) =>
      ["k8s.io/component-base", "k8s.io/kubectl"].map(
        (module) => `require ${module} v${version.replace(/^1\./, "0.")}`,
      ),
    main: `package main

import (
	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
)

func main() {
	if err := cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand()); err != nil {
		util.CheckErr(err)
	}
}
`,
  },
  "control-plane": controlPlaneSource,
};

type Source = { readonly install: string; readonly tags?: readonly string[] } | WrittenSource;

/** A program that is a few lines around a library. */
export interface WrittenSource {
  /** The lines of `go.mod` that name what is needed; other files may be put beside it. */
  readonly modules: (place: GoPlace) => readonly string[];
  readonly main: string;
}

/** Where Go works, and in which version of the program. */
export interface GoPlace {
  readonly version: string;
  readonly cwd: string;
  /** Downloads `module@version` and tells where its files and its `go.mod` are. */
  fetch(module: string): { readonly Dir: string; readonly GoMod: string };
}

/** Whether a Go that is new enough is on the path. */
export function hasGo(): boolean {
  try {
    const version = execFileSync("go", ["env", "GOVERSION"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return Number(/^go1\.(\d+)/.exec(version)?.[1] ?? 0) >= 25;
  } catch {
    return false;
  }
}

/** Builds the program in its one version into its own folder. Throws where Go cannot. */
export function buildByGo(name: ProgramName): void {
  const [source, built] = [sources[name], builtBy(name)];
  if (source === undefined || built === null) throw new Error(`Go does not build \`${name}\``);
  mkdirSync(built.folder, { recursive: true });
  // What the machine wants of its own Go programs is not wanted here.
  const env = { ...process.env, GOBIN: built.folder, GOFLAGS: "", GOTOOLCHAIN: "local", CGO_ENABLED: "0" };
  if ("install" in source) {
    const tags = source.tags === undefined ? [] : ["-tags", source.tags.join(",")];
    go(["install", "-trimpath", ...tags, `${source.install}@v${built.version}`], { env });
  } else buildMain(name, source, { ...built, env });
}

function buildMain(
  name: ProgramName,
  { modules, main }: WrittenSource,
  { version, folder, env }: { readonly version: string; readonly folder: string; readonly env: NodeJS.ProcessEnv },
): void {
  const cwd = mkdtempSync(join(tmpdir(), "deploy-actions-"));
  const fetch = (module: string) => JSON.parse(go(["mod", "download", "-json", module], { cwd, env }));
  try {
    const lines = modules({ version, cwd, fetch });
    writeFileSync(join(cwd, "go.mod"), [`module ${name}`, "go 1.25.0", ...lines, ""].join("\n"));
    writeFileSync(join(cwd, "main.go"), main);
    const told = `-X k8s.io/component-base/version.gitVersion=v${version}`;
    // What is missing in go.mod is added on the way: to tidy it would bring what only tests of others need.
    const build = ["build", "-mod=mod", "-trimpath", "-ldflags", `-s -w ${told}`];
    go([...build, "-o", join(folder, name), "."], { cwd, env });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

function go(words: readonly string[], options: { readonly cwd?: string; readonly env: NodeJS.ProcessEnv }): string {
  return execFileSync("go", words, { ...options, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}
