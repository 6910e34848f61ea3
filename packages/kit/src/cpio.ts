// SPDX-License-Identifier: Apache-2.0

/**
 * Writer of cpio archives in the "newc" form, the one that the Linux kernel unpacks as initramfs
 * (Documentation/driver-api/early-userspace/buffer-format.rst). Times are 0, inode numbers count up,
 * so equal entries make equal archives.
 */
export interface CpioEntry {
  /** Relative to the root of the file system, without a leading `/` or `..`. */
  path: string;
  /** Permission bits; 0755 for directories, 0777 for links, 0644 for the rest when absent. */
  mode?: number;
  /** Owner; root when absent. */
  uid?: number;
  gid?: number;
  /** What it is; a directory when there is nothing else. */
  data?: Uint8Array | string;
  link?: string;
  device?: { kind: 'char' | 'block'; major: number; minor: number };
}

/**
 * The archive, padded to 4 bytes, so that another one can follow it (the kernel unpacks both, later files win).
 * Directories that no entry names are added before what they hold.
 *
 * @throws RangeError for a path that leaves the root, is empty or is longer than 4095 bytes
 */
export function writeCpio(entries: CpioEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directories = new Set<string>();
  let inode = 1;
  for (const entry of entries) {
    for (const parent of parents(entry.path)) {
      if (directories.has(parent)) continue;
      directories.add(parent);
      parts.push(...member({ path: parent }, inode++));
    }
    if (kindOf(entry) === 'directory') {
      if (directories.has(entry.path)) continue;
      directories.add(entry.path);
    }
    parts.push(...member(entry, inode++));
  }
  parts.push(cpioEnd());
  return Buffer.concat(parts);
}

const TYPE_BITS = { directory: 0o040000, file: 0o100000, link: 0o120000, char: 0o020000, block: 0o060000 };
const DEFAULT_MODE = { directory: 0o755, file: 0o644, link: 0o777, char: 0o600, block: 0o600 };

function member(entry: CpioEntry, inode: number): Buffer[] {
  const data = Buffer.from(entry.link ?? entry.data ?? '');
  return [cpioHead(entry, inode, data.length), data, padding(data.length)];
}

/** The largest size of one file in this form, bytes. */
export const LARGEST_CPIO_FILE = 2 ** 32 - 1;

/** What comes before the content of an entry; after it come zeros up to a multiple of 4 bytes. For callers that write piece by piece. */
export function cpioHead(entry: CpioEntry, inode: number, size: number): Buffer {
  const path = Buffer.from(`${checkPath(entry.path)}\0`);
  const kind = kindOf(entry);
  const trailer = inode === 0;
  const fields = [
    inode,
    trailer ? 0 : TYPE_BITS[kind] | (entry.mode ?? DEFAULT_MODE[kind]),
    entry.uid ?? 0,
    entry.gid ?? 0,
    kind === 'directory' ? 2 : 1, // links
    0, // mtime
    size,
    0, // device of the archive, major
    0, // and minor
    entry.device?.major ?? 0,
    entry.device?.minor ?? 0,
    path.length,
    0, // checksum, not used in this form
  ];
  const header = `070701${fields.map((field) => field.toString(16).toUpperCase().padStart(8, '0')).join('')}`;
  return Buffer.concat([Buffer.from(header), path, padding(header.length + path.length)]);
}

/** The end of an archive. */
export function cpioEnd(): Buffer {
  return cpioHead({ path: 'TRAILER!!!', data: '', mode: 0 }, 0, 0);
}

function kindOf(entry: CpioEntry): keyof typeof TYPE_BITS {
  if (entry.device) return entry.device.kind;
  if (entry.link !== undefined) return 'link';
  return entry.data === undefined ? 'directory' : 'file';
}

function padding(length: number): Buffer {
  return Buffer.alloc((4 - (length % 4)) % 4);
}

function parents(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function checkPath(path: string): string {
  const unsafe = path.split('/').some((part) => part === '' || part === '.' || part === '..');
  if (unsafe || Buffer.byteLength(path) > 4095 || path.includes('\0')) {
    throw new RangeError(`not a path for an archive: ${JSON.stringify(path.slice(0, 200))}`);
  }
  return path;
}
