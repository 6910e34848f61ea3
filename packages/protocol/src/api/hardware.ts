// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/** A word about a board. */
export const Fact = z.string().min(1).max(100);
/** What boards of a type are; for people, nothing is decided by it. */
export const Hardware = z.object({
  architecture: Fact.nullable().default(null),
  processor: Fact.nullable().default(null).describe('its family, such as ARMv8'),
  cpuModel: Fact.nullable().default(null),
  bits: z.int().min(1).max(1_024).nullable().default(null),
  cores: z.array(Fact).max(20).default([]),
  coreCount: z.int().min(1).max(1_000_000).nullable().default(null),
});
export type Hardware = z.infer<typeof Hardware>;
export const NO_HARDWARE = {
  architecture: null,
  processor: null,
  cpuModel: null,
  bits: null,
  cores: [],
  coreCount: null,
};

/** Facts that are left out stay as they are. */
export const ChangedHardware = z.object({
  architecture: Fact.nullable().optional(),
  processor: Fact.nullable().optional(),
  cpuModel: Fact.nullable().optional(),
  bits: Hardware.shape.bits.unwrap().optional(),
  cores: z.array(Fact).max(20).optional(),
  coreCount: Hardware.shape.coreCount.unwrap().optional(),
});
