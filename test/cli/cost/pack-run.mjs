// Keeps of a finished run what cost and estimate look at: node test/cli/cost/pack-run.mjs RUN OUT.json.gz
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const [run, out] = process.argv.slice(2);
const lines = (path) => readFileSync(join(run, path), 'utf8').trim().split('\n').map(JSON.parse);
/** Files are known by their names alone: no folder of the machine where it ran. */
const known = (uri) => `file:///images/${uri.split('/').pop()}`;

const files = { 'parameters.json': readFileSync(join(run, 'parameters.json'), 'utf8') };
if (existsSync(join(run, 'plan'))) {
  const images = lines('plan/images.jsonl').map(({ item, ...image }) => {
    const { band, width, height, pixelScale, footprint, centre } = image;
    return { item: { ...item, uri: known(item.uri) }, band, width, height, pixelScale, footprint, centre };
  });
  files['plan/images.jsonl'] = images.map((image) => `${JSON.stringify(image)}\n`).join('');
}
for (const stage of readdirSync(join(run, 'tasks'))) {
  for (const name of readdirSync(join(run, 'tasks', stage))) {
    const record = JSON.parse(readFileSync(join(run, 'tasks', stage, name), 'utf8'));
    const { seconds, cpu, started, inputs, outputs, traffic, detections } = record;
    const short = ({ url, bytes }) => ({ url: known(url), bytes });
    const found = detections && {
      hdus: detections.hdus.map(({ width, height }) => ({ width, height })),
      counts: { sources: detections.counts.sources },
    };
    const kept = { stage, name: record.name, seconds, cpu, started, traffic };
    files[`tasks/${stage}/${name}`] = JSON.stringify({
      ...kept,
      inputs: inputs.map(short),
      outputs: outputs.map(short),
      detections: found,
    });
  }
}
writeFileSync(out, gzipSync(JSON.stringify(files), { level: 9 }));
