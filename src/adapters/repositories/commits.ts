import type { CommitFact, Repository } from "../../stages/ports/repository.ts";
import type { Git } from "./history.ts";

/** What git tells of single commits; nothing that the user has configured for people changes it. */
export function commitsOf(git: Git): Pick<Repository, "commitsBetween" | "commitFacts"> {
  const format = "--format=tformat:%H%x00%P%x00%ct%x00%s";
  return {
    async commitsBetween(from, to, most) {
      const range = from === null ? ["--no-walk", to] : [to, `^${from}`];
      const args = ["rev-list", "--topo-order", `--max-count=${most}`, format];
      const { code, stdout } = await git([...args, ...range, "--"], [128]);
      return code === 0 ? read(stdout) : null;
    },
    async commitFacts(commits) {
      if (commits.length === 0) return [];
      const { stdout } = await git(["rev-list", "--no-walk=unsorted", "--ignore-missing", format, ...commits, "--"]);
      return read(stdout);
    },
  };
}

function read(output: string): readonly CommitFact[] {
  return output.split("\n").flatMap((line) => {
    const [commit = "", parents = "", seconds = "", ...subject] = line.split("\0");
    // Between the lines git says `commit <id>`.
    if (seconds === "") return [];
    const ids = parents === "" ? [] : parents.split(" ");
    return [{ commit, parents: ids, at: Number(seconds) * 1000, subject: subject.join("\0") }];
  });
}
