// SPDX-License-Identifier: Apache-2.0
import type { Block } from '@lava/protocol/job/job.ts';
import type * as z from 'zod';
import type { Board } from './board.ts';

/** What decides whether a method takes a block. */
export interface Asked {
  board: Board;
  /** As it was written, with the job's `protocols` merged in as keys. */
  block: Block;
}

/**
 * What is known of a method without its steps: data and pure functions, so that the server, the command line and the web
 * editor judge a job exactly as the dispatcher does. Registered by one line in `schema.ts`.
 */
export interface MethodSchema<B extends Block = Block, S = unknown> {
  name: string;
  /** What users write for it: in `to:` of a deploy block, `method:` of a boot block, or the key of a test block. */
  words: readonly string[];
  /** One sentence of what it does, for the reference. */
  summary: string;
  /** Shape of the block: it is parsed with this before it is planned. */
  schema: z.ZodType<B>;
  /** Shape of the method's entry in the device's configuration; absent when the entry says nothing but that it is there. */
  device?: z.ZodType<S>;
  /** Names of that entry, where they are not the method's own words. */
  deviceWords?: readonly string[];
  /** Of several methods that take a block, the highest wins; -1 when absent. */
  priority?: number;
  /**
   * Undefined when it takes the block; otherwise why not, for the user. Throws LavaError when the block is meant for this
   * method and wrong, so that no other could take it either.
   */
  refuses(asked: Asked): string | undefined;
}

/** A test method also says what its blocks need from the deploy and boot blocks of their namespace. */
export interface TestMethodSchema<B extends Block = Block, S = unknown> extends MethodSchema<B, S> {
  /** Settings of the operating system (shell, result directory) must be known. */
  needsDeploymentData: boolean;
  /** The helpers and definitions must be put onto the device. */
  needsOverlay: boolean;
  /** The device must be at a shell prompt. */
  needsShell: boolean;
}
