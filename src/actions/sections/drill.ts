import { openDecoder } from "../../adapters/codecs/zstd-age.ts";
import { choice, duration, secret, text, type Values } from "../../kit/fields.ts";
import type { OpenDecoder } from "../../stages/ports/codec.ts";
import type { SectionContext } from "./context.ts";

/** What may be asked of `drill`. Databases, stores and keys are those of the section `backup`. */
export const drillSection = {
  name: "drill",
  isRepeatable: false,
  adapters: [],
  inputs: {
    backup: text({
      default: "newest",
      description: "The backup set that is restored: its name, or `newest` for the newest verified one.",
    }),
    item: text({ description: "Only this item of the set." }),
    verify: choice({
      choices: ["checksum", "structure", "restore", "rows"],
      default: "restore",
      description:
        "How far: `checksum` reads the file, `structure` decodes it and reads it to its end, `restore` restores it and compares every count, `rows` every table's digest as well (where the backup holds them).",
    }),
    "decrypt-with": secret({
      description:
        "Private key (age identity, `AGE-SECRET-KEY-1...`) of encrypted backups, for drills and restores. Making a backup does not need it.",
    }),
    "max-age": duration({
      description: "Fail when the newest verified backup is older than this, such as `26h` for a nightly one.",
    }),
  },
} as const;

/** What the section says, with its defaults. */
export function drillValues({ settings }: SectionContext): Values<typeof drillSection.inputs> {
  const [item] = settings.items(drillSection);
  if (item === undefined) throw new Error("drill is always one item");
  return item.values;
}

/** The way back for what the stores hold. */
export function decoderOf(context: SectionContext): Promise<OpenDecoder> {
  return openDecoder({ identity: drillValues(context)["decrypt-with"] });
}
