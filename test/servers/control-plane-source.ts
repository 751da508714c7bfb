import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { GoPlace, WrittenSource } from "./go.ts";

const gatewayApi = "sigs.k8s.io/gateway-api@v1.5.1";
const httpRoutes = "httproutes.yaml";

/** Kubernetes takes its own libraries from folders beside it, which its module does not have: they are published apart. */
function modules({ version, cwd, fetch }: GoPlace): readonly string[] {
  const text = readFileSync(fetch(`k8s.io/kubernetes@v${version}`).GoMod, "utf8");
  const libraries = [...text.matchAll(/^\s+(\S+) => \.\/staging\//gm)].map(([, name]) => name);
  const { Dir } = fetch(gatewayApi);
  copyFileSync(join(Dir, "config/crd/standard", `gateway.networking.k8s.io_${httpRoutes}`), join(cwd, httpRoutes));
  return [
    `require k8s.io/kubernetes v${version}`,
    ...libraries.map((name) => `replace ${name} => ${name} v${version.replace(/^1\./, "0.")}`),
  ];
}

/**
 * `control-plane kube-apiserver ...` and `control-plane kube-controller-manager ...` are the programs of those names,
 * in one file because most of it is the same; `control-plane gateway-api` prints the definition of HTTPRoute.
 */
export const controlPlaneSource: WrittenSource = {
  modules,
  main: `package main

import (
	_ "embed"
	"os"

	"github.com/spf13/cobra"
	"k8s.io/component-base/cli"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
)

//go:embed ${httpRoutes}
var httpRoutes string

func printRoutes() *cobra.Command {
	return &cobra.Command{Use: "gateway-api", Run: func(*cobra.Command, []string) { os.Stdout.WriteString(httpRoutes) }}
}

func main() {
	programs := map[string]func() *cobra.Command{
		"kube-apiserver":          apiserver.NewAPIServerCommand,
		"kube-controller-manager": controllers.NewControllerManagerCommand,
		"gateway-api":             printRoutes,
	}
	name := os.Args[1]
	os.Args = os.Args[1:]
	os.Exit(cli.Run(programs[name]()))
}
`,
};
