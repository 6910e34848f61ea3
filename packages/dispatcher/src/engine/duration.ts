// SPDX-License-Identifier: Apache-2.0

/** Seconds as `HH:MM:SS`, fractions dropped; the form of LAVA's start and end lines. */
export function hms(seconds: number): string {
  const whole = Math.floor(seconds);
  const pad = (n: number) => String(n).padStart(2, '0');
  return `${pad(Math.floor(whole / 3600))}:${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`;
}
