import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of what stands here. */
export const here = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The commit in a folder of its own, built with the packages that are installed here. Remove it
 * with `removeCheckout`.
 */
export function checkOut(commit: string, folder: string): void {
  execFileSync('git', ['worktree', 'add', '--detach', '--force', folder, commit], {
    cwd: here,
    stdio: 'ignore',
  });
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(join(here, 'node_modules')))
    symlinkSync(
      name === 'sep-wasm' ? '../sep-wasm' : join(here, 'node_modules', name),
      join(folder, 'node_modules', name),
    );
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: folder, stdio: 'inherit' });
}

/** Forgets a commit that was checked out. */
export function removeCheckout(folder: string): void {
  execFileSync('git', ['worktree', 'remove', '--force', folder], { cwd: here });
}
