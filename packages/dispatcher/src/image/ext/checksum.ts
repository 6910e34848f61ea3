// SPDX-License-Identifier: Apache-2.0

/** Castagnoli's polynomial, reflected; the CRC that ext4 uses for its metadata. */
const CRC32C = table(0x82f63b78);
/** CRC-16/ANSI, reflected; of group descriptors before ext4 had checksums everywhere. */
const CRC16 = table(0xa001);

function table(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    return crc >>> 0;
  });
}

/** Without the final inversion, as ext4 has it; sums of parts are chained by `crc`. */
export function crc32c(crc: number, data: Uint8Array): number {
  for (const byte of data) crc = ((CRC32C[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)) >>> 0;
  return crc;
}

export function crc16(crc: number, data: Uint8Array): number {
  for (const byte of data) crc = ((CRC16[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)) & 0xffff;
  return crc;
}

/** A number as 4 bytes, little-endian. */
export function le32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
