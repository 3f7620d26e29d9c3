/** Writes statemachines/*.asl.json from their description: npm run machines. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { machines } from './machines.ts';

const folder = fileURLToPath(new URL('../../statemachines/', import.meta.url));
for (const [name, machine] of Object.entries(machines))
  writeFileSync(`${folder}${name}.asl.json`, `${JSON.stringify(machine, null, 2)}\n`);
execFileSync('npx', ['biome', 'format', '--write', folder], { stdio: 'ignore' });
