/**
 * What an image costs in a small run and in a large one: sky maps, and detection, of 16 to 1,024
 * small overlapping images. Seconds, CPU and memory of each stage from the records of its tasks.
 * Writes results.json, the plot and the table of docs/measurements.md.
 *
 * npm run bench:growth [-- --most 1024]
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type TaskRecord, taskRecordSchema } from '../shared/contracts/task-record.ts';
import { freshCommand } from './contests/command.ts';
import { refreshDocs } from './docs.ts';
import { thisMachine } from './machine.ts';
import { type Growth, type StageGrowth, writeSection } from './results.ts';
import { makeSurvey } from './survey.ts';
import { growthTable } from './tables.ts';

const { values } = parseArgs({ options: { most: { type: 'string', default: '1024' } } });
const grids = [4, 8, 16, 32].filter((grid) => grid * grid <= Number(values.most));

/** The records of a run, by stage. */
function recordsOf(out: string): Map<string, TaskRecord[]> {
  const tasks = join(out, 'tasks');
  return new Map(
    readdirSync(tasks).map((stage) => [
      stage,
      readdirSync(join(tasks, stage)).map((name) =>
        taskRecordSchema.parse(JSON.parse(readFileSync(join(tasks, stage, name), 'utf8'))),
      ),
    ]),
  );
}

const order = [
  'images',
  'plan',
  'overlaps',
  'background',
  'tiles',
  'stretch',
  'pictures',
  'hips',
  'report',
];

function stagesOf(out: string, images: number, stages: string[], prefix = ''): StageGrowth[] {
  const records = recordsOf(out);
  const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
  return stages.map((stage) => {
    const tasks = records.get(stage) ?? [];
    return {
      stage: prefix + stage,
      tasks: tasks.length,
      secondsPerImage: sum(tasks.map(({ seconds }) => seconds)) / images,
      cpuPerImage: sum(tasks.map(({ cpu }) => cpu)) / images,
      memory: Math.max(0, ...tasks.map(({ memory }) => memory)) / 2 ** 20,
    };
  });
}

const sizes: Growth['sizes'] = [];
for (const grid of grids) {
  const folder = mkdtempSync(join(tmpdir(), 'starfan-growth-'));
  try {
    const files = makeSurvey(join(folder, 'images'), { grid, size: 256, seed: 64 });
    const [sky, sources] = [join(folder, 'sky'), join(folder, 'sources')];
    const seconds = freshCommand('sky-map', sky, files, '--format', 'fits,png');
    freshCommand('detect', sources, files);
    const images = files.length;
    sizes.push({
      images,
      seconds,
      stages: [
        ...stagesOf(sky, images, order),
        ...stagesOf(sources, images, ['detections', 'catalogue', 'report'], 'detect: '),
      ],
    });
    console.error(`${images} images: ${seconds.toFixed(1)} s`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
const results = writeSection('growth', { machine: thisMachine(), results: { sizes } });
refreshDocs();
console.log(growthTable(results));
