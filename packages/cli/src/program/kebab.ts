// SPDX-License-Identifier: Apache-2.0

/** `deviceType` → `device-type` */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
