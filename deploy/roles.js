// One role a function, and no more in it than its code needs. test/deploy/roles.test.ts runs the
// machines and compares.

import { access } from './access.js';
import { logicalName } from './names.js';
import { parameters } from './parameters.js';
import { roleOf } from './role.js';

export async function resources(context) {
  const settings = await parameters(context);
  return {
    Resources: Object.fromEntries(
      Object.entries(access).map(([name, rights]) => [
        `${logicalName(name)}Role`,
        roleOf(name, rights, settings),
      ]),
    ),
  };
}
