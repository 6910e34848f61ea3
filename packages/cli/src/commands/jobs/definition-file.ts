// SPDX-License-Identifier: Apache-2.0
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';

/** The server has seen a text; the user has a file, and editors jump to `file:line:column`. */
export function inFile(file: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof LavaError)) throw error;
    const { code, message, hint, cause } = error;
    const problems = error.problems.map((problem) => named(file, problem));
    throw new LavaError(code, message, { hint, cause, problems });
  };
}

export function named(file: string, problem: Problem): Problem {
  return file === '-' ? problem : { ...problem, where: { file, ...problem.where } };
}
