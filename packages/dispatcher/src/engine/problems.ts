// SPDX-License-Identifier: Apache-2.0
import { LavaError, toLavaError } from '@lava/protocol/error/error.ts';

type Path = (string | number)[];

/** Gathers what is wrong with each action of a job, so that users see all of them together. */
export class Gathered {
  readonly #errors: { path: Path; error: LavaError }[] = [];

  /** The result, or undefined when it threw an error of the job's or the device's making. */
  try<T>(path: Path, what: () => T): T | undefined {
    try {
      return what();
    } catch (thrown) {
      const error = toLavaError(thrown);
      if (error.kind === 'bug') throw thrown;
      this.#errors.push({ path, error });
      return undefined;
    }
  }

  /** @throws LavaError the only one there is, or one that lists all */
  throwIfAny(): void {
    const [first, ...more] = this.#errors;
    if (!first) return;
    if (more.length === 0) throw located(first);
    const problems = this.#errors.flatMap(({ path, error }) => [
      { message: `${path.join('.')}: ${error.message}`, where: error.where ?? { path }, ...hint(error) },
      ...error.problems,
    ]);
    throw new LavaError(first.error.code, `${this.#errors.length} actions have problems`, { problems });
  }
}

function located({ path, error }: { path: Path; error: LavaError }): LavaError {
  const { code, message, problems } = error;
  const text = error.where ? message : `${path.join('.')}: ${message}`;
  return new LavaError(code, text, {
    problems,
    where: error.where ?? { path },
    cause: error,
    ...hint(error),
  });
}

function hint(error: LavaError): { hint?: string } {
  return error.hint === undefined ? {} : { hint: error.hint };
}
