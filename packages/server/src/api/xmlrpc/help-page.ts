// SPDX-License-Identifier: Apache-2.0
import { METHODS } from './methods.ts';

/** What there is at `/RPC2`, for people. */
export function helpPage(): string {
  const methods = [...METHODS].map(
    ([name, { args, help }]) => `<dt><code>${name}(${args.join(', ')})</code></dt><dd>${help}</dd>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>XML-RPC · LAVA</title></head>
<body>
<h1>XML-RPC</h1>
<p>POST to <code>/RPC2</code> with your user name and an API token (HTTP Basic). Arguments in brackets may be left out.</p>
<dl>
${methods.join('\n')}
</dl>
</body>
</html>
`;
}
