// SPDX-License-Identifier: Apache-2.0

/**
 * How our programs' Node is started; `./lava` and the start scripts in packaging/ say the same. Without the limit V8 lets
 * the space for young objects grow to 134 MB (Node 24, measured) and keeps it: a server that has done some work would
 * stay at 195 MB resident instead of 142. With 8 MB the work itself takes as long.
 * Not `--optimize-for-size`: it saves 42 MB of two idle server processes, and each request takes 2 to 3.5 times the processor time.
 */
export const NODE_FLAGS = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8'] as const;

/**
 * Variables for a process that handles large buffers and then waits long: the C library gives back what was freed immediately,
 * instead of keeping it below the last block that is still used. A dispatcher that waits for its tests has 96 MB
 * so, and 124 without (measured after downloads of 15 MB). They are only for that process: see `dropMallocSettings`.
 */
export const MALLOC_SETTINGS = {
  MALLOC_MMAP_THRESHOLD_: '65536',
  MALLOC_TRIM_THRESHOLD_: '131072',
} as const;

/** The C library has read them at the start; the children of this process must not inherit them. */
export function dropMallocSettings(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(MALLOC_SETTINGS)) delete env[name];
}
