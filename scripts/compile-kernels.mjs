// Compiles kernels in AssemblyScript: `assembly/index.ts` of a folder becomes
//   build/NAME.wasm    the kernels
//   build/wasm.js      the same bytes in base64: no file access at run time
//   build/wasm.d.ts    the types of the kernels, for the folder's src alone
import { mkdir, writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';

// --debug keeps the functions' names, for profiles and stack traces; the code is the same
const OPTIONS =
  '-O3 --debug --noAssert --runtime stub --bindings raw --use abort= --enable simd --enable bulk-memory';

/** asc's namespace of adapted exports as one interface. */
function kernelTypes(declarations) {
  const lines = declarations.match(/export function .*;|export const memory: .*;/g) ?? [];
  return lines
    .map((line) => `  ${line.replace(/^export (function|const) /, '')}`)
    .map((line) => line.replace(/^ {2}memory:/, '  readonly memory:'))
    .join('\n');
}

export async function compileKernels(folder, name) {
  const files = new Map();
  const { error, stderr } = await asc.main(
    [
      ...['assembly/index.ts', '--outFile', `build/${name}.wasm`, '--baseDir', folder],
      ...OPTIONS.split(' '),
    ],
    { writeFile: (path, contents) => void files.set(path, contents) },
  );
  if (error) throw new Error(`${name}: ${stderr.toString()}`, { cause: error });
  const bytes = files.get(`build/${name}.wasm`);
  await mkdir(`${folder}/build`, { recursive: true });
  await writeFile(`${folder}/build/${name}.wasm`, bytes);
  await writeFile(
    `${folder}/build/wasm.d.ts`,
    `/** The module's bytes in base64. */\nexport declare const wasm: string;\n\n` +
      `/** What the module exports. Pointers come as signed numbers: use them through \`>>> 0\`. */\n` +
      `export interface Kernels {\n${kernelTypes(files.get(`build/${name}.d.ts`))}\n}\n`,
  );
  // last: what is built already is known by it
  await writeFile(
    `${folder}/build/wasm.js`,
    `export const wasm = '${Buffer.from(bytes).toString('base64')}';\n`,
  );
}
