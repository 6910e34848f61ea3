// SPDX-License-Identifier: Apache-2.0

/** A time for people: local with its zone on a terminal, UTC elsewhere, whole seconds; `-` for none. */
export function when(iso: string | null | undefined, local = Boolean(process.stdout.isTTY)): string {
  if (!iso) return '-';
  const time = new Date(iso);
  if (!local) return time.toISOString().replace(/\.\d+Z$/, 'Z');
  const minutes = -time.getTimezoneOffset();
  const shifted = new Date(time.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0');
  return `${shifted.replace('T', ' ')} ${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}
