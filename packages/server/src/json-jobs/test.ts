// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import type { AddAptRepository, CommandRun, Repository, TestShell } from './schema.ts';
import { refuse, repeated, type Translation, timeout } from './translation.ts';

/** Used by the first dispatcher where a definition has no pattern. */
const DEFAULT_FIXUP = { PASS: 'pass', FAIL: 'fail', SKIP: 'skip', UNKNOWN: 'unknown' };

/** Commands of one `lava_command_run`, repetitions included: each becomes a line of the definition. */
const MOST_STEPS = 10_000;

export function testShell(to: Translation, p: TestShell): void {
  if (p.testdef_urls?.length) {
    refuse('`testdef_urls` has no equivalent', 'put the definition into a git repository or inline');
  }
  const definitions = (p.testdef_repos ?? []).map((repository) => definition(to, repository, p.skip_install));
  if (definitions.length === 0) refuse('lava_test_shell names no test definition');
  if (p.lava_test_dir)
    to.warnings.push(`lava_test_shell: \`lava_test_dir\` was left out: the directory is fixed`);
  if (p.lava_test_results_dir) to.context.lava_test_results_dir = p.lava_test_results_dir;
  to.actions.push({
    test: {
      ...to.roleKey(to.rolesOf(p.role)),
      timeout: repeated(p.timeout ?? to.job.timeout, p.repeat),
      ...((p.repeat ?? 1) > 1 && { repeat: p.repeat }),
      definitions,
    },
  });
}

function definition(to: Translation, repository: Repository, skip: string | undefined): unknown {
  const from = repository['git-repo'];
  if (!from) {
    const kind =
      ['bzr-repo', 'tar-repo', 'url'].find((key) => key in repository) ?? 'an entry without git-repo';
    refuse(`${kind} has no equivalent`, 'use git-repo');
  }
  const path = repository.testdef ?? 'lavatest.yaml';
  const base = (path.split('/').at(-1) ?? path).replace(/\.ya?ml$/, '').replace(/[^\w-]+/g, '-');
  return {
    from: 'git',
    repository: from,
    path,
    name: `${base}-${to.tests++}`,
    ...(repository.revision && { revision: repository.revision }),
    ...(repository.parameters && { parameters: repository.parameters }),
    ...(skip && { skip_install: [skip === 'repos' ? 'git-repos' : skip] }),
  };
}

/** Shell lines as test cases: each one a case by its own text, and what the parser finds in the output. */
export function commandRun(to: Translation, p: z.infer<typeof CommandRun>): void {
  if (p.iterations * p.commands.length > MOST_STEPS) {
    refuse(`runs more than ${MOST_STEPS} commands`, 'use lava_test_shell with a definition that loops');
  }
  const commands = Array.from({ length: p.iterations }, () => p.commands).flat();
  const steps = commands.map((line) => `lava-test-case ${caseName(line)} --shell ${quote(line)}`);
  const fixupdict = Object.fromEntries((p.fixupdict ?? []).map((pair) => pair.split(':', 2)));
  inline(to, p, {
    name: 'lava-command',
    description: 'shell lines of lava_command_run',
    run: { steps },
    ...(p.parser && { parse: { pattern: p.parser, fixupdict: { ...DEFAULT_FIXUP, ...fixupdict } } }),
  });
}

/** Further sources of packages, for the tests that follow on the same boot. */
export function addAptRepository(
  to: Translation,
  p: z.infer<typeof AddAptRepository> & { role?: undefined },
): void {
  const add = p.arg.map((one) => `add-apt-repository -y ${quote(one)}`);
  inline(to, p, {
    name: 'add-apt-repository',
    description: 'sources of packages of add_apt_repository',
    run: {
      steps: [`lava-test-case add-apt-repository --shell ${quote([...add, 'apt-get update'].join(' && '))}`],
    },
  });
}

/** A test block with one definition of its own. */
function inline(
  to: Translation,
  p: { role?: string | undefined; timeout?: number | undefined },
  { name, description, ...definition }: { name: string; description: string; run: object; parse?: object },
): void {
  to.actions.push({
    test: {
      ...to.roleKey(to.rolesOf(p.role)),
      timeout: timeout(p.timeout ?? to.job.timeout),
      definitions: [
        {
          from: 'inline',
          name: `${name}-${to.tests++}`,
          path: `inline/${name}.yaml`,
          repository: {
            metadata: { format: 'Lava-Test Test Definition 1.0', name, description },
            ...definition,
          },
        },
      ],
    },
  });
}

function caseName(line: string): string {
  return line.replace(/[^\w.+-]+/g, '_').replace(/^_+|_+$/g, '') || 'command';
}

/** One word for the shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
