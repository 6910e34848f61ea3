// SPDX-License-Identifier: Apache-2.0

/** What a device's commands reveal about the lab, and its job's log must not reveal to everybody. */
export interface Facts {
  /** Names and addresses of power switches, serial servers and the like; no loopback, no name of the device itself. */
  hosts: Set<string>;
  /** Passwords, tokens, and addresses with such in them. */
  credentials: Set<string>;
  /** Port and outlet numbers; they are a fact only next to a host or in a command. */
  ports: Set<string>;
  /** The commands, as they are written. */
  lines: Set<string>;
}

export function noFacts(): Facts {
  return { hosts: new Set(), credentials: new Set(), ports: new Set(), lines: new Set() };
}
