// SPDX-License-Identifier: Apache-2.0
import type { EndedJob } from './run-job.ts';

/**
 * A report of kind `annotations`: links that GitLab shows next to its job.
 * @see https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsannotations
 */
export function gitlabAnnotations(ended: readonly EndedJob[], urlOf: (id: number) => string): string {
  const links = ended.flatMap(({ name, outcome, jobs }) =>
    jobs.map(({ id }) => ({
      external_link: { label: `job ${id}, ${name}: ${outcome}`, url: urlOf(id) },
    })),
  );
  return `${JSON.stringify({ LAVA: links }, undefined, 2)}\n`;
}
