import type { HttpClient as Real } from "@actions/http-client";

/**
 * Stands in for the toolkit's HTTP client inside `@actions/core`, which wants it for ID tokens alone.
 * The real one brings undici along: 1.7 MB that every step would read and run before its first line.
 */
export class HttpClient implements Pick<Real, "getJson"> {
  readonly #options: ConstructorParameters<typeof Real>;

  constructor(...options: ConstructorParameters<typeof Real>) {
    this.#options = options;
  }

  /** The real client asks, with the options that this one was made with. */
  async getJson<T>(...request: Parameters<Real["getJson"]>) {
    const real = await import("@actions/http-client");
    return new real.HttpClient(...this.#options).getJson<T>(...request);
  }
}
