// Compile the kernels and make the publishable files:
//   build/sep.wasm               the kernels
//   build/wasm.js                the same bytes in base64: no file access at run time
//   build/wasm.d.ts              the types of the kernels, for src alone
//   build/index.js, build/types  the package
import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compileKernels } from '../../scripts/compile-kernels.mjs';

const folder = fileURLToPath(new URL('..', import.meta.url));

async function declare() {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const out = `${folder}/build/types`;
  await rm(out, { recursive: true, force: true });
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.types.json'], {
    cwd: folder,
    stdio: 'inherit',
  });
  for (const name of await readdir(out, { recursive: true })) {
    if (!name.endsWith('.d.ts')) continue;
    const text = await readFile(`${out}/${name}`, 'utf8');
    await writeFile(`${out}/${name}`, text.replace(/(from '\..*?)\.ts'/g, "$1.js'"));
  }
}

await compileKernels(folder, 'sep');
await build({
  entryPoints: [`${folder}/src/index.ts`],
  outfile: `${folder}/build/index.js`,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  logLevel: 'warning',
});
await declare();
