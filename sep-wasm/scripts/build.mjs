// Compile the kernels and make the publishable files:
//   build/sep.wasm               the kernels
//   build/wasm.js                the same bytes in base64: no file access at run time
//   build/wasm.d.ts              the types of the kernels, for src alone
//   build/index.js, build/types  the package
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('..', import.meta.url));

/** asc's namespace of adapted exports as one interface. */
function kernelTypes(declarations) {
  const lines = declarations.match(/export function .*;|export const memory: .*;/g) ?? [];
  return lines
    .map((line) => `  ${line.replace(/^export (function|const) /, '')}`)
    .map((line) => line.replace(/^ {2}memory:/, '  readonly memory:'))
    .join('\n');
}

async function compile() {
  const files = new Map();
  // --debug keeps the functions' names, for profiles and stack traces; the code is the same
  const flags = [
    '-O3',
    '--debug',
    '--noAssert',
    '--runtime',
    'stub',
    '--bindings',
    'raw',
    '--use',
    'abort=',
  ];
  const features = ['--enable', 'simd', '--enable', 'bulk-memory'];
  const { error, stderr } = await asc.main(
    [
      'assembly/index.ts',
      '--outFile',
      'build/sep.wasm',
      '--baseDir',
      folder,
      ...flags,
      ...features,
    ],
    { writeFile: (name, contents) => void files.set(name, contents) },
  );
  if (error) throw new Error(`sep-wasm: ${stderr.toString()}`, { cause: error });
  const bytes = files.get('build/sep.wasm');
  await writeFile(`${folder}/build/sep.wasm`, bytes);
  await writeFile(
    `${folder}/build/wasm.js`,
    `export const wasm = '${Buffer.from(bytes).toString('base64')}';\n`,
  );
  await writeFile(
    `${folder}/build/wasm.d.ts`,
    `/** The module's bytes in base64. */\nexport declare const wasm: string;\n\n` +
      `/** What the module exports. Pointers come as signed numbers: use them through \`>>> 0\`. */\n` +
      `export interface Kernels {\n${kernelTypes(files.get('build/sep.d.ts'))}\n}\n`,
  );
}

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

await mkdir(`${folder}/build`, { recursive: true });
await compile();
await build({
  entryPoints: [`${folder}/src/index.ts`],
  outfile: `${folder}/build/index.js`,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  logLevel: 'warning',
});
await declare();
