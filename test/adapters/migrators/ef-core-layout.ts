import { efCoreMigrator } from "../../../src/adapters/migrators/ef-core.ts";
import type { MigrationFile } from "../../contracts/migrator.ts";
import { recordedBundle } from "./ef-core-recorded.ts";
import { type Layout, removeIn, writeIn } from "./node-tools.ts";

export const versionOf = ({ version, name }: MigrationFile) => `${version}_${name}`;
const body = (statements: readonly string[]) =>
  statements.map((sql) => `        migrationBuilder.Sql("${sql}");\n`).join("");

/** A checkout with a bundle in it, as the recorded one reads it. */
export const bundleLayout: Layout = {
  adapter: efCoreMigrator,
  inputs: { "ef-core-command": ["node", "./efbundle.cjs"] },
  files: {
    "efbundle.cjs": recordedBundle,
    "appsettings.json": '{ "ConnectionStrings": { "DefaultConnection": "Host=localhost;Database=development" } }',
    "Migrations/ShopContextModelSnapshot.cs": "partial class ShopContextModelSnapshot : ModelSnapshot {}\n",
  },
  async add(folder, file) {
    const text = `public partial class ${file.name} : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
${body(file.up)}    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
${body(file.down)}    }
}
`;
    await writeIn(folder, `Migrations/${versionOf(file)}.cs`, text);
    await writeIn(folder, `Migrations/${versionOf(file)}.Designer.cs`, "partial class X {}\n");
  },
  remove: (folder, file) => removeIn(folder, `Migrations/${versionOf(file)}.cs`),
  own: ["__EFMigrationsHistory"],
};
