import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compiledTemplate, everything, ofType, root } from '../deploy/service.ts';
import { resolved } from './resolved.ts';
import { install, type ToolName, titleOf } from './tools.ts';

// The compiled template and the policies in it, as it is by default and with everything that can be
// asked for, looked through by programs of others. What they find is waived with its reason or is a
// fault; a waiver of what they do not find any more is one, too.

const waived: Record<'checkov' | 'parliament', Record<string, string>> = parse(
  readFileSync(join(root, 'deploy/waivers.yml'), 'utf8'),
);
const templates = [compiledTemplate(), compiledTemplate(everything)];
const folder = mkdtempSync(join(tmpdir(), 'starfan-lint-'));
const paths = templates.map(({ text }, i) => {
  const path = join(folder, `template${i}.json`);
  writeFileSync(path, text);
  return path;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a program writes; that it finds something is no error of it. */
const outputOf = (program: string, args: string[]): Promise<string> =>
  new Promise((resolve, reject) =>
    execFile(program, args, { maxBuffer: 2 ** 27 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve(stdout || stderr);
    }),
  );

async function judgedBy(name: ToolName, judge: (program: string) => Promise<void>): Promise<void> {
  const { folder: tool, missing } = await install(name);
  if (tool === undefined) it.skip(`${titleOf(name)} is not there: ${missing}`);
  else
    describe(titleOf(name), () => {
      it('finds in the template what is waived and nothing else', () =>
        judge(join(tool, 'bin', name)));
    });
}

await judgedBy('cfn-lint', async (program) => {
  const config = ['--config-file', join(root, 'deploy/cfn-lint.yml')];
  for (const path of paths) expect(await outputOf(program, [...config, '--', path])).toBe('');
});

await judgedBy('checkov', async (program) => {
  const found = new Set<string>();
  for (const path of paths) {
    const args = ['--framework', 'cloudformation', '--skip-download', '--compact', '-o', 'json'];
    const { results, summary } = JSON.parse(await outputOf(program, [...args, '-f', path]));
    expect(summary.parsing_errors).toBe(0);
    expect(summary.passed).toBeGreaterThan(300);
    for (const { check_id } of results.failed_checks) found.add(check_id);
  }
  expect([...found].sort()).toEqual(Object.keys(waived.checkov).sort());
});

await judgedBy('parliament', async (program) => {
  const full = templates[1]!;
  const policies = ofType(full, 'AWS::IAM::Role').flatMap(([id, { Properties }]) =>
    (Properties.Policies as { PolicyDocument: unknown }[]).map(({ PolicyDocument }, i) => {
      const path = join(folder, `${id}${i}.json`);
      writeFileSync(path, JSON.stringify(resolved(full, PolicyDocument)));
      return path;
    }),
  );
  expect(policies.length).toBeGreaterThanOrEqual(30);
  const args = ['--json', '--include-community-auditors', '--files', policies.join()];
  const findings = (await outputOf(program, args)).split('\n').filter(Boolean);
  const found = findings.map((line) => {
    const { issue, detail, location } = JSON.parse(line);
    const [{ action = undefined } = {}] = Array.isArray(detail) ? detail : [];
    return `${issue} ${action ?? location.actions}`;
  });
  expect([...new Set(found)].sort()).toEqual(Object.keys(waived.parliament).sort());
});
