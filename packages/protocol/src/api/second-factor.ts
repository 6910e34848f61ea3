// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Login, Session } from './auth.ts';
import { Timestamp } from './common.ts';

/** The second factor of one's own account. */
export const OwnSecondFactor = z.object({
  /** Since when the account has one; null: it has none. */
  since: Timestamp.nullable(),
  /** How many were not used yet. */
  recoveryCodes: z.int(),
  /** The server lets the account not be without one. */
  required: z.boolean(),
});
export type OwnSecondFactor = z.infer<typeof OwnSecondFactor>;

/** What an app takes. It is shown once, and counts when a code of it has come back. */
export const NewSecondFactor = z.object({
  /** For those who type it. */
  secret: z.string(),
  /** `otpauth://…`, as a QR code has it. */
  address: z.string(),
});
export type NewSecondFactor = z.infer<typeof NewSecondFactor>;

export const ConfirmSecondFactor = Login.required({ code: true });
/** The codes are shown once: the server keeps only their hashes. */
export const ConfirmedSecondFactor = z.object({ recoveryCodes: z.array(z.string()), session: Session });
export const RemoveSecondFactor = ConfirmSecondFactor.pick({ code: true });
