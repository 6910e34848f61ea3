// SPDX-License-Identifier: Apache-2.0

/** The first LAVA whose worker speaks HTTP. */
const FIRST = [2020, 9];

/** Whether a worker of this version speaks the protocol. LAVA's versions are a year and a month, `2023.01`; ours differ. */
export function speaksHttp(version: string, ours: string): boolean {
  if (version === ours) return true;
  const [, year, month] = /^(\d{4})\.(\d{1,2})(?:\D|$)/.exec(version) ?? [];
  const [firstYear = 0, firstMonth = 0] = FIRST;
  return Number(year) > firstYear || (Number(year) === firstYear && Number(month) >= firstMonth);
}
