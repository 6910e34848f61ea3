// SPDX-License-Identifier: Apache-2.0

/**
 * Whose problem an error is. The kind decides blame, retry, device health and exit code:
 *
 * | kind           | whose            | retried | LAVA `error_type` |
 * |----------------|------------------|---------|-------------------|
 * | job            | the submitter    | yes     | Job               |
 * | test           | the tested code  | yes     | Test              |
 * | infrastructure | the lab          | yes     | Infrastructure    |
 * | configuration  | the lab admin    | no      | Configuration     |
 * | canceled       | somebody's wish  | no      | Canceled          |
 * | bug            | ours             | no      | Bug               |
 */
export const KINDS = ['job', 'test', 'infrastructure', 'configuration', 'canceled', 'bug'] as const;
export type Kind = (typeof KINDS)[number];
