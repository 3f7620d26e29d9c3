import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contest } from '../contest.ts';
import { makeSurvey } from '../survey.ts';
import { freshCommand } from './command.ts';

/** What passes before anything is done. */
export const firstTask: Contest = {
  name: 'first-task',
  work: 'command to its first task',
  target: { seconds: 0.15 },
  ours: 'from the start of the command starfan sky-map to the moment that its first task, which checks the list, begins in its process',
  async open(folder) {
    const files = makeSurvey(join(folder, 'images'), { grid: 1, size: 256, seed: 1 });
    const out = join(folder, 'ours');
    return {
      async ours() {
        const begin = Date.now();
        freshCommand('sky-map', out, files);
        const { started } = JSON.parse(readFileSync(join(out, 'tasks/lists/lists.json'), 'utf8'));
        return (Date.parse(started) - begin) / 1000;
      },
    };
  },
};
