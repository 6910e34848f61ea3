// SPDX-License-Identifier: Apache-2.0

/** The header of an entry of a tar archive, whatever its fields say. */
export function header(name: string, type: string, link: string, size: number, mode = 0o644): Buffer {
  const bytes = Buffer.alloc(512);
  bytes.write(name, 0, 100);
  bytes.write(`${mode.toString(8).padStart(7, '0')}\0`, 100);
  bytes.write('0000000\0'.repeat(2), 108);
  if (size < 8 ** 11) bytes.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  else bytes.writeUIntBE(size, 130, 6);
  if (size >= 8 ** 11) bytes[124] = 0x80;
  bytes.write('00000000000\0        ', 136);
  bytes.write(type, 156);
  bytes.write(link, 157, 100);
  bytes.write('ustar\u000000', 257);
  bytes.write(
    `${bytes
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return bytes;
}

/** A record of an extended header. */
export function pax(key: string, value: string): Buffer {
  const rest = ` ${key}=${value}\n`;
  return Buffer.from(`${rest.length + 2}${rest}`);
}

export function padded(data: Buffer): Buffer {
  return Buffer.concat([data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}
