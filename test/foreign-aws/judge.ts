import { join } from 'node:path';
import type { Emulator } from './adapt.ts';
import { type Functions, startFunctions } from './lambda-runtime.ts';
import { type Server, startServer } from './servers.ts';
import { install } from './tools.ts';

/** An interpreter with what runs its functions, where that is not its own. */
export interface Judge {
  server: Server;
  functions?: Functions;
}

/** LocalStack with AWS's own runtime client in three Nodes, ministack with what it brings. */
export async function judgeOf(name: Emulator): Promise<Judge | { missing: string }> {
  if (name === 'ministack') {
    const { server, missing } = await startServer(name);
    return server ? { server } : { missing };
  }
  const { folder, missing } = await install('aws-lambda-ric');
  if (folder === undefined) return { missing };
  const modules = join(folder, 'node_modules');
  const nodes = [
    { version: process.version, program: process.execPath },
    ...[22, 24].map((major) => ({
      version: `v${major}`,
      program: join(modules, `node${major}/bin/node`),
    })),
  ];
  const functions = await startFunctions(join(modules, 'aws-lambda-ric'), nodes);
  const started = await startServer(name, { STARFAN_FUNCTIONS: functions.url });
  if (started.server) return { server: started.server, functions };
  await functions.close();
  return { missing: started.missing };
}
