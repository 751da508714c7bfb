import { expect, test } from "vitest";
import { runnerLog } from "../../src/runtime/runner-log.ts";

/** The log's lines as the runner gets them. */
function logTo(lines: string[]) {
  const core = {
    info: (text: string) => void lines.push(text),
    warning: (text: string | Error) => void lines.push(`::warning::${text}`),
    startGroup: (text: string) => void lines.push(`::group::${text}`),
    endGroup: () => void lines.push("::endgroup::"),
  };
  return runnerLog(core, (text) => text.replaceAll("hunter2", "***"));
}

/** As the runner reads a line: `::` first after blanks, `##[` anywhere. */
function isCommand(line: string): boolean {
  return /^[\s\u0085]*::[a-z-]+(?: [^:]*)?::/.test(line) || /##\[[a-z-]+[^\]]*\]/.test(line);
}

test.each([
  "::set-output name=outcome::success",
  "   \t::add-mask::x",
  "\u0085::stop-commands::token",
  "first\n::error::second",
  "first\r\n::error::second",
  "first\r::error::second",
  "##[error]no",
  "it said ##[stop-commands]token in the middle",
  "  ##[group]x\n##[endgroup]",
])("%j commands nothing, wherever it is logged", (text) => {
  const lines: string[] = [];
  const log = logTo(lines);
  log.info(text);
  log.detail(text, text);
  const [info = "", group = "", detail = ""] = lines;
  for (const told of [info, detail, group.slice("::group::".length)]) {
    expect(told.split(/[\r\n]/).filter(isCommand)).toEqual([]);
    expect(told.replaceAll("\u200b", "")).toBe(text);
  }
});

test("what is no command stays as it is", () => {
  const lines: string[] = [];
  logTo(lines).info("C++ std::string, 10::20, a ## b, [x]");
  expect(lines).toEqual(["C++ std::string, 10::20, a ## b, [x]"]);
});

test("ten warnings are shown as such, the others as lines", () => {
  const lines: string[] = [];
  const log = logTo(lines);
  for (let i = 1; i <= 12; i++) log.warn(`number ${i}`);
  expect(lines.slice(9)).toEqual(["::warning::number 10", "Warning: number 11", "Warning: number 12"]);
});

test("a secret is in no line, title or warning", () => {
  const lines: string[] = [];
  const log = logTo(lines);
  log.info("hunter2");
  log.warn("hunter2");
  log.detail("hunter2", "hunter2");
  expect(lines).toEqual(["***", "::warning::***", "::group::***", "***", "::endgroup::"]);
});
