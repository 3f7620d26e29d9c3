// Keeps of a finished run what cost and estimate look at: node test/cli/cost/pack-run.mjs RUN
// OUT.json.gz
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

const [run, out] = process.argv.slice(2);
const text = (path) => readFileSync(join(run, path), 'utf8');
const lines = (path) => text(path).split('\n').filter(Boolean).map(JSON.parse);
/** Files of a folder and of those in it. */
const below = (folder) =>
  readdirSync(join(run, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(relative(run, entry.parentPath), entry.name));
const joined = (values) => values.map((value) => `${JSON.stringify(value)}\n`).join('');
/** Files are known by their names alone: no folder of the machine where it ran. */
const known = (uri) => `file:///images/${uri.split('/').pop()}`;
const knownItem = (item) => ({ ...item, uri: known(item.uri) });

const files = { 'parameters.json': text('parameters.json') };
const list = lines('list.jsonl').map((item) => `${JSON.stringify(knownItem(item))}\n`);
files['list.jsonl'] = list.join('');
if (existsSync(join(run, 'plan/images'))) {
  const lengths = text('list.jsonl')
    .split('\n')
    .filter(Boolean)
    .map((line) => Buffer.byteLength(line) + 1);
  let [place, offset] = [0, 0];
  const chunks = lines('lists/chunks.jsonl').map(({ chunk, length }) => {
    let bytes = 0;
    for (let rest = length; rest > 0; place++) {
      rest -= lengths[place];
      bytes += Buffer.byteLength(list[place]);
    }
    offset += bytes;
    return { chunk, offset: offset - bytes, length: bytes };
  });
  files['lists/chunks.jsonl'] = joined(chunks);
  for (const path of below('plan/images'))
    files[path] = joined(lines(path).map((image) => ({ ...image, item: knownItem(image.item) })));
  const items = ['bands', 'overlaps', 'plates'].map((name) => `plan/${name}.jsonl`);
  for (const path of [...items, ...below('plan/overlaps')]) files[path] = text(path);
}
for (const stage of readdirSync(join(run, 'tasks'))) {
  for (const name of readdirSync(join(run, 'tasks', stage))) {
    const { images: _, ...record } = JSON.parse(text(`tasks/${stage}/${name}`));
    const { inputs, detections } = record;
    files[`tasks/${stage}/${name}`] = JSON.stringify({
      ...record,
      inputs: inputs.map((input) => ({ ...input, url: known(input.url) })),
      ...(detections
        ? { detections: { ...withoutSky(detections), uri: known(detections.uri) } }
        : {}),
    });
  }
}
writeFileSync(out, gzipSync(JSON.stringify(files), { level: 9 }));

function withoutSky(detections) {
  return { ...detections, hdus: detections.hdus.map((hdu) => ({ ...hdu, sky: null })) };
}
