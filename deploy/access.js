/**
 * What each function does with objects, as patterns of keys below `runs/<id>/`, or from the
 * bucket's top after a slash. `reads` is said of what may not be there, too: whoever may not list a
 * key is told 403 of its absence, instead of 404. `lists`: asks for names alone. `images`: reads
 * what lists name. `starts`: starts the machines of dropped lists.
 */
const detect = {
  reads: ['parameters.json', 'positions.parquet', 'photometry/*', 'tasks/detections/*', 'images/*'],
  writes: ['tasks/detections/*', 'images/*'],
  images: true,
};
const measure = {
  reads: ['plan/*', 'tasks/overlaps/*'],
  writes: ['tasks/overlaps/*'],
  images: true,
};
const background = {
  reads: ['parameters.json', 'plan/*', 'tasks/overlaps/*'],
  writes: ['background/*', 'tasks/background/*'],
};
const paint = {
  reads: [
    'parameters.json',
    'plan/*',
    'background/*',
    'tasks/tiles/*',
    'tiles/*',
    'histograms/*',
    'hips/*.fits',
  ],
  writes: ['tasks/tiles/*', 'tiles/*', 'histograms/*', 'hips/*.fits'],
  images: true,
};
const draw = {
  reads: [
    'parameters.json',
    'plan/*',
    'stretch.json',
    'lupton.json',
    'tasks/pictures/*',
    'tiles/*',
    'histograms/*',
    'hips/*',
  ],
  writes: ['tasks/pictures/*', 'hips/*'],
};
const strips = {
  reads: [
    'parameters.json',
    'plan/*',
    'background/*',
    'tasks/strips/*',
    'strips/*',
    'histograms/*',
  ],
  writes: ['tasks/strips/*', 'strips/*', 'histograms/*'],
  images: true,
};
const mosaics = {
  reads: [
    'parameters.json',
    'plan/*',
    'background/*',
    'stretch.json',
    'tasks/mosaics/*',
    'strips/*',
    'mosaics/*',
  ],
  writes: ['tasks/mosaics/*', 'mosaics/*'],
};
const match = {
  reads: ['plan/*', 'tasks/matches/*', 'images/*', 'matches/*', 'photometry/*'],
  writes: ['tasks/matches/*', 'matches/*', 'photometry/*'],
};
const volumes = {
  reads: ['plan/*', 'tasks/volumes/*', 'tasks/detections/*', 'images/*', 'catalogue/*'],
  writes: ['tasks/volumes/*', 'tasks/detections/*', 'catalogue/*'],
};
/** The same for a function and for the one with more memory. */
const withLarge = (name, rights) => ({ [name]: rights, [`${name}-large`]: rights });
/** By function. */
export const access = {
  'start-run': {
    reads: [
      '/lists/*',
      '/config/*',
      'given/*',
      'photometry/*',
      'run.json',
      'list.jsonl',
      'lists/*',
      'tasks/detections/*',
      'tasks/images/*',
    ],
    lists: ['/inputs/*'],
    writes: [
      'request.json',
      'run.json',
      'list.jsonl',
      'lists/*',
      'parameters.json',
      'positions.parquet',
      'tasks/lists/*',
    ],
    starts: true,
  },
  ...withLarge('detect-sources', detect),
  // looks whether a task's inputs and outputs are what its record says
  'record-failure': {
    reads: [
      'parameters.json',
      'list.jsonl',
      'plan/*',
      'background/*',
      'stretch.json',
      'lupton.json',
      'tasks/*',
      'images/*',
      'tiles/*',
      'histograms/*',
      'hips/*',
      'strips/*',
      'mosaics/*',
      'catalogue/*',
      'matches/*',
      'photometry/*',
      'run.json',
    ],
    writes: ['tasks/*', 'run.json'],
    images: true,
  },
  'merge-catalogue': {
    reads: ['list.jsonl', 'parameters.json', 'tasks/detections/*', 'images/*'],
    lists: ['catalogue/*'],
    writes: ['catalogue/*', 'completeness/*', 'plan/*', 'tasks/catalogue/*', 'tasks/detections/*'],
    deletes: ['catalogue/*'],
  },
  ...withLarge('merge-volumes', volumes),
  'plan-matches': {
    reads: ['list.jsonl', 'parameters.json', 'tasks/detections/*'],
    writes: ['plan/*', 'tasks/matching/*'],
  },
  ...withLarge('match-sources', match),
  'build-tables': {
    reads: [
      'list.jsonl',
      'parameters.json',
      'plan/*',
      'matches/*',
      'tasks/detections/*',
      'tasks/matches/*',
      'photometry/*',
    ],
    lists: ['photometry/*'],
    writes: ['photometry/*', 'tasks/tables/*'],
    deletes: ['photometry/*'],
  },
  'write-report': {
    reads: [
      'list.jsonl',
      'lists/*',
      'parameters.json',
      'tasks/*',
      'images/*',
      'plan/*',
      'background/*',
      'stretch.json',
      'histograms/*',
      'hips/*/preview.jpg',
      'mosaics/*.jpg',
      'matches/*',
      'photometry/*',
      'sky.html',
      'sums/*',
      'failures.jsonl',
      'report.html',
      'run.json',
    ],
    lists: ['catalogue/*'],
    writes: [
      'failures.jsonl',
      'run.json',
      'report.html',
      'completeness/*',
      'sums/*',
      'tasks/report/*',
      'tasks/sums/*',
    ],
  },
  'read-images': {
    reads: ['list.jsonl', 'tasks/images/*'],
    writes: ['tasks/images/*'],
    images: true,
  },
  'plan-sky': {
    reads: ['parameters.json', 'list.jsonl', 'lists/*', 'tasks/images/*', 'plan/*'],
    writes: ['plan/*', 'tasks/bands/*', 'tasks/plan/*'],
  },
  ...withLarge('measure-overlaps', measure),
  ...withLarge('match-background', background),
  ...withLarge('paint-tiles', paint),
  'make-stretch': {
    reads: ['parameters.json', 'plan/*', 'tasks/tiles/*', 'tasks/strips/*', 'histograms/*'],
    writes: [
      'histograms/*',
      'stretch.json',
      'lupton.json',
      'plan/pictures.jsonl',
      'tasks/stretch/*',
    ],
  },
  'plan-mosaics': {
    reads: ['parameters.json', 'list.jsonl', 'lists/*', 'tasks/images/*', 'plan/*'],
    writes: ['plan/*', 'tasks/bands/*', 'tasks/plan/*'],
  },
  ...withLarge('paint-strips', strips),
  ...withLarge('write-mosaics', mosaics),
  ...withLarge('draw-pictures', draw),
  'build-hips': {
    reads: ['parameters.json', 'plan/*', 'stretch.json', 'tasks/pictures/*', 'tiles/*', 'hips/*'],
    writes: ['hips/*', 'plan/hips/*', 'sky.html', 'tasks/hips/*'],
    deletes: ['hips/*', 'sky.html'],
  },
};
