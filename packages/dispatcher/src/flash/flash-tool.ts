// SPDX-License-Identifier: Apache-2.0
import type { Run } from '../engine/step.ts';

/** LAVA's names of the steps that write files into a board. */
type FlashStepName =
  | 'flash-cmsis'
  | 'flash-dfu'
  | 'flash-jlink'
  | 'flash-openocd'
  | 'flash-pyocd'
  | 'flash-qdl'
  | 'flash-uboot-ums';

/** A file of the deploy block, as a tool gets it. */
export interface FlashFile {
  /** As the job calls it. */
  name: string;
  /** A path of only plain characters, so that it is one word in every language that a tool may read. */
  path: string;
  /** `image_arg` of the job. */
  argument: string | undefined;
}

/** One run of the program. */
export interface FlashRun {
  args: readonly string[];
  cwd?: string;
  /** What it prints when it has worked, where its exit status does not tell. */
  says?: RegExp;
  /** What comes after it, e.g. a message of the board. */
  after?: () => Promise<void>;
}

/** How a program of the worker writes a board: what is different from one to the next. */
export interface FlashTool {
  step: FlashStepName;
  /** Name or path. */
  program: string;
  /** Why the job's files cannot be written so, found before anything is touched. @throws LavaError `job-invalid` */
  judge?: (files: readonly Omit<FlashFile, 'path'>[]) => void;
  /** @param files those of the deploy block, in the order of the job */
  runs(run: Run, files: readonly FlashFile[]): FlashRun[] | Promise<FlashRun[]>;
}
