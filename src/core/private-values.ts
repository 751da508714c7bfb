import type { Dialect } from "./judgement/finding.ts";

const cut = "'...'";

const texts = {
  /** A backslash hides a quote only in texts that begin with an E. */
  standard:
    /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"]|"")*(?:"|$)|\$(\w*)\$[\s\S]*?(?:\$\1\$|$)|\b[eE]'(?:[^'\\]|''|\\[\s\S])*(?:'|$)|'(?:[^']|'')*(?:'|$)/g,
  mysql:
    /--[^\n]*|#[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|`(?:[^`]|``)*(?:`|$)|'(?:[^'\\]|''|\\[\s\S])*(?:'|$)|"(?:[^"\\]|""|\\[\s\S])*(?:"|$)|\b0x[\da-f]+\b/gi,
} as const;

const ofRows = /^\s*(?:insert|update|delete|replace|merge|select|with|call|exec|do|copy|values)\b/i;

/** SQL as a server has recorded it, without texts and comments, and without long numbers in what works on rows. */
export function withoutTexts(sql: string, dialect: Dialect): string {
  const isMysql = dialect === "mysql" || dialect === "mariadb";
  const shown = sql.replaceAll(isMysql ? texts.mysql : texts.standard, (token) => {
    if (/^(?:--|#|\/\*)/.test(token)) return " ";
    const isName = token.startsWith("`") || (token.startsWith('"') && !isMysql);
    return isName ? token : cut;
  });
  return ofRows.test(shown) ? shown.replaceAll(/(?<![\w."`])\d{5,}(?:\.\d+)?\b/g, "...") : shown;
}

/** A sentence that may quote SQL, without what stands in single quotes; apostrophes of words stay. */
export function withoutQuoted(sentence: string): string {
  return sentence.replaceAll(/(?<!\w)(?:[eEbBxXnN])?'(?:[^']|'')*(?:'|$)/g, cut);
}

const quotes = /'|\$\w*\$|(?<=\b(?:by|as|using|password)\s+|\bpassword\s*[=(]\s*)"/gi;

/** SQL as it was written, without any text that comes after PASSWORD or IDENTIFIED: from the first to the last of them. */
export function withoutPasswords(sql: string): string {
  const keyword = /password\b|\bidentified\b/i.exec(sql);
  if (keyword === null) return sql;
  const isSetting = /^\s*set\s+password\b/i.test(sql);
  quotes.lastIndex = keyword.index;
  const first = isSetting ? /["'$]/.exec(sql) : quotes.exec(sql);
  if (first === null) return sql;
  const quote = first[0];
  const last = isSetting ? Math.max(sql.lastIndexOf("'"), sql.lastIndexOf('"')) : sql.lastIndexOf(quote);
  const rest = last <= first.index ? "" : sql.slice(last + (isSetting ? 1 : quote.length));
  return `${sql.slice(0, first.index)}${cut}${rest}`;
}

/** What engines and tools quote of a row when it is in their way, each with what is left of it. */
const quotations: readonly (readonly [RegExp, string])[] = [
  // PostgreSQL: `Key (email)=(…) already exists`, in whatever language.
  [/\)=\((?:.*?\)(?=\s+(?:already|is|conflicts|was)\b|[.,;"'`«»“]|\\n|\s*$)|.*$)/gm, ")=(...)"],
  [/(Failing row contains )\(.*?(?=\\n|$)/gm, "$1(...)"],
  [/(invalid input (?:syntax|value) for [^:\n]+: )\\?".*?(?=\\n|$)/gm, '$1"..."'],
  [/(COPY \S+, line \d+[^:\n]*: )\\?".*?(?=\\n|$)/gm, '$1"..."'],
  [/(\$\d+ = )'(?:[^']|'')*(?:'|$)/gm, `$1${cut}`],
  // MySQL and MariaDB.
  [/(Duplicate entry )'(?:.*?'(?= for key)|.*$)/gm, `$1${cut}`],
  [/((?:Incorrect|incorrect) [\w ]+ value: )'(?:.*?'(?= for (?:column|function)|\s*$)|.*$)/gm, `$1${cut}`],
  // Laravel puts values into the SQL that it tells, without quotes.
  [/(\bSQL: (?:insert into|update|delete from|replace into|select)\s+\S+).*?(?=\\n|$)/gim, "$1 ..."],
];

const changesRows = /\b(?:(?:insert into|delete from|replace into|merge into)\s+["`[\w]|update\s+\S+\s+set\b)/i;
const namesPassword = /password\s*[=(]?\s*['"$]|\bidentified\s+(?:by|with|via)\b|\bset password\b/i;

/** What a program has said, without the values of rows and without passwords. */
export function withoutRows(said: string): string {
  const lines = quotations.reduce((text, [pattern, left]) => text.replaceAll(pattern, left), said).split("\n");
  return lines
    .map((line) => (changesRows.test(line) ? withoutQuoted(line) : line))
    .map((line) => (namesPassword.test(line) ? withoutPasswords(line) : line))
    .join("\n");
}
