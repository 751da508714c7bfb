/** Where a front door listens, and what is behind it. */
export interface Doorway {
  /** The folder of everything that it needs and writes. */
  readonly folder: string;
  readonly port: number;
  readonly blue: number;
  readonly green: number;
}

/** A proxy that is already somewhere on this machine, as the front door of one demo. */
export interface FrontProxy {
  /** The package of Debian that brings it. */
  readonly debianPackage: string;
  /** Writes its configuration; answers with what deploy.yml takes from outside. */
  furnish(doorway: Doorway, program: string): Readonly<Record<string, string>>;
  /** What it is started with, so that it stays in the foreground. */
  words(folder: string): readonly string[];
  /** What lets it end without breaking off an answer. */
  readonly farewell: NodeJS.Signals;
}
