import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtBy, type ProgramName } from "./programs.ts";

interface Jars {
  readonly main: string;
  /** `group:artifact:version`; the tool's own have its version. */
  readonly artifacts: readonly string[];
  /** Groups that the tool brings for databases and clouds that no test has. */
  readonly without: readonly string[];
}

const driver = "org.postgresql:postgresql:42.7.8";

const jars: Readonly<Partial<Record<ProgramName, Jars>>> = {
  flyway: {
    main: "org.flywaydb.commandline.Main",
    artifacts: ["org.flywaydb:flyway-commandline", "org.flywaydb:flyway-database-postgresql", driver],
    without: [
      ...["software.amazon.awssdk", "com.google.cloud", "net.snowflake", "com.databricks", "com.couchbase.client"],
      ...["org.xerial", "com.oracle.database.jdbc", "com.h2database", "org.hsqldb", "com.microsoft.sqlserver"],
      ...["com.azure", "com.microsoft.azure", "com.ing.data", "org.apache.cassandra", "net.sourceforge.jtds"],
      ...["org.firebirdsql.jdbc", "com.singlestore", "net.java.dev.jna", "io.netty"],
    ],
  },
  liquibase: {
    main: "liquibase.integration.commandline.LiquibaseCommandLine",
    artifacts: ["org.liquibase:liquibase-core", "info.picocli:picocli:4.7.7", driver],
    without: [],
  },
};

/** Whether Maven and a Java are on the path. */
export function hasMaven(): boolean {
  try {
    for (const program of ["mvn", "java"]) execFileSync(program, ["-version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Puts the program's jars, which Maven gets, beside a script that runs them. Throws where Maven cannot. */
export function gatherByMaven(name: ProgramName): void {
  const [source, built] = [jars[name], builtBy(name)];
  if (source === undefined || built === null) throw new Error(`Maven does not bring \`${name}\``);
  const folder = mkdtempSync(join(tmpdir(), "deploy-actions-"));
  const library = join(built.folder, "lib");
  try {
    writeFileSync(join(folder, "pom.xml"), projectOf(source, built.version));
    rmSync(library, { recursive: true, force: true });
    const words = ["-q", "-B", "dependency:copy-dependencies", `-DoutputDirectory=${library}`];
    execFileSync("mvn", words, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  mkdirSync(built.folder, { recursive: true });
  const script = join(built.folder, name);
  // A start of half a second in the place of two.
  const quick = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto";
  writeFileSync(script, `#!/bin/sh\nexec java ${quick} -cp '${library}/*' ${source.main} "$@"\n`);
  chmodSync(script, 0o755);
}

function projectOf({ artifacts, without }: Jars, version: string): string {
  const exclusions = without.map(
    (group) => `<exclusion><groupId>${group}</groupId><artifactId>*</artifactId></exclusion>`,
  );
  const dependencies = artifacts.map((artifact) => {
    const [group, name, own = version] = artifact.split(":");
    return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${own}</version><exclusions>${exclusions.join("")}</exclusions></dependency>`;
  });
  const head = "<modelVersion>4.0.0</modelVersion><groupId>tests</groupId><artifactId>tests</artifactId>";
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">${head}<version>1</version><dependencies>${dependencies.join("")}</dependencies></project>\n`;
}
