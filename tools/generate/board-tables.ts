// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadYaml } from '@lava/yaml/load.ts';
import * as z from 'zod';

const Name = z.string().regex(/^[A-Za-z0-9][\w.+-]*$/);

/** Kernel, initial ramdisk, device tree: addresses, or variables of U-Boot's environment. */
const Addresses = z.string().regex(/^\S+ \S+ \S+$/);

const columns = {
  /** Template that it extends. */
  base: Name,
  /** Where its values are from: a file of U-Boot or Linux, or a document of the vendor. */
  source: z.string().min(3),
};

/** What is special about one type; all else it has from its base. */
const Row = z.strictObject({
  /** Which board it is, one or two sentences without the last full stop. */
  about: z.string().min(3),
  base: columns.base.optional(),
  source: columns.source.optional(),
  /** Serial console of the kernel, and its speed where that is not 115200: `ttyS2,1500000`. */
  console: z
    .string()
    .regex(/^tty\w+(,\d+)?$|^hvc0$/)
    .optional(),
  /** Architecture as U-Boot's mkimage calls it. */
  arch: z.enum(['arm', 'arm64', 'mips', 'riscv', 'arc', 'x86']).optional(),
  /** Architecture of the FIT image that depthcharge starts. */
  fit: z.enum(['arm', 'arm64']).optional(),
  booti: Addresses.optional(),
  bootm: Addresses.optional(),
  bootz: Addresses.optional(),
  /** Prompt of the bootloader, as a pattern. */
  prompt: z.string().optional(),
  /** What the bootloader says when a key stops it, as a pattern. */
  interrupt: z.string().optional(),
  /** What its kernels always need on their command line. */
  args: z.string().optional(),
  /** File of its device tree in Linux, for whoever writes a job. */
  dtb: z.string().optional(),
  /** Any other variables. */
  set: z.record(z.string().regex(/^\w+$/), z.json()).optional(),
});

const Group = z.strictObject({
  /** Heading in the reference. */
  family: z.string().min(3),
  base: columns.base,
  source: columns.source,
  boards: z.record(Name, Row),
});

/** One type of a table, with what it has from its group. */
export type Board = z.infer<typeof Row> & {
  name: string;
  /** File of the table without its ending. */
  table: string;
  family: string;
  base: string;
  source: string;
};

/** All rows of the tables in `directory`, in their order. @throws when a name is there twice or a column is unknown */
export function readBoards(directory: string): Board[] {
  const boards = tablesIn(directory).flatMap(([table, text]) => {
    const groups = z.array(Group).safeParse(loadYaml(text));
    if (!groups.success) throw new Error(`boards/${table}.yaml: ${z.prettifyError(groups.error)}`);
    return groups.data.flatMap(({ boards: rows, ...group }) =>
      Object.entries(rows).map(([name, row]) => ({ ...group, ...row, name, table })),
    );
  });
  for (const [name, rows] of Map.groupBy(boards, (board) => board.name))
    if (rows.length > 1) throw new Error(`${name} is in ${rows.map(({ table }) => table).join(' and ')}`);
  return boards;
}

function tablesIn(directory: string): [string, string][] {
  const files = readdirSync(directory).filter((file) => file.endsWith('.yaml'));
  return files
    .sort()
    .map((file) => [file.slice(0, -'.yaml'.length), readFileSync(join(directory, file), 'utf8')]);
}
