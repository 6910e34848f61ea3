// SPDX-License-Identifier: Apache-2.0

/** A refusal in the words of LAVA: `{"error": …}` with this status. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
