import { Html } from '../report/html.ts';

/**
 * Starts Aladin Lite with what the page's settings say, and drives it from the panel. Texts of lists and catalogues are written as
 * text only. `window.aladin` is there for the console.
 */
export const viewerScript = new Html(`
const settings = JSON.parse(document.getElementById('settings').textContent);
const panel = document.getElementById('panel');
const field = (name) => panel.elements.namedItem(name);
const part = (id) => document.getElementById(id);
const say = (text) => { part('source').textContent = text; };
const number = (value) => Number(Number(value).toPrecision(6));

const start = async () => {
  const { default: A } = await import(new URL(settings.aladinUrl, document.baseURI).href);
  await A.init;
  const wanted = decodeURIComponent(location.hash.slice(1));
  let current = settings.surveys.find(({ id }) => id === wanted) || settings.surveys[0];
  const images = new Map();
  const imageOf = (survey) => {
    if (!images.has(survey.id)) {
      const pictures = survey.formats.find((format) => format !== 'fits');
      images.set(survey.id, A.HiPS(new URL(survey.path, document.baseURI).href.replace(/\\/$/, ''), {
        name: survey.title, imgFormat: pictures || 'fits', successCallback: () => { if (current === survey) showStretch(); },
      }));
    }
    return images.get(survey.id);
  };
  const aladin = A.aladin('#sky', {
    log: false, samp: false, hipsList: [], survey: imageOf(current),
    target: settings.centre.ra + ' ' + settings.centre.dec, fov: settings.fov, cooFrame: 'ICRSd', projection: 'TAN',
    backgroundColor: 'rgb(8, 10, 14)', reticleColor: 'rgb(111, 195, 216)', reticleSize: 16,
    showLayersControl: false, showSimbadPointerControl: false, showShareControl: false, showContextMenu: false,
    showProjectionControl: false, showCooGridControl: true, showFullscreenControl: false, showStatusBar: false,
  });
  window.aladin = aladin;

  const firstCuts = new Map();
  const format = () => imageOf(current).imgFormat;
  const showStretch = () => {
    const image = imageOf(current);
    part('stretch').hidden = false;
    part('format').hidden = current.formats.length < 2;
    part('function').hidden = format() !== 'fits';
    field('format').replaceChildren(...current.formats.map((one) => new Option(one, one, false, one === format())));
    const key = current.id + format();
    if (!firstCuts.has(key)) {
      if (format() === 'fits') {
        if (current.cut) image.setCuts(current.cut[0], current.cut[1]);
        image.setColormap('grayscale', { stretch: settings.stretch });
        field('function').value = settings.stretch;
      }
      const [low, high] = image.getCuts();
      firstCuts.set(key, [low ?? 0, high ?? 1]);
    }
    const [low, high] = image.getCuts();
    field('low').value = number(low ?? 0);
    field('high').value = number(high ?? 1);
  };
  const setCuts = () => {
    const [low, high] = [field('low'), field('high')].map(({ value }) => (value === '' ? NaN : Number(value)));
    if (low < high) {
      imageOf(current).setCuts(low, high);
      say('');
    } else say('Black must be below white.');
  };
  const show = (survey) => {
    current = survey;
    aladin.setBaseImageLayer(imageOf(survey));
    history.replaceState(null, '', '#' + encodeURIComponent(survey.id));
    if (images.get(survey.id).query) images.get(survey.id).query.then(showStretch, () => say('The survey cannot be read: ' + survey.path));
  };

  for (const survey of settings.surveys) {
    const label = document.createElement('label');
    const input = document.createElement('input');
    input.type = 'radio';
    input.name = 'survey';
    input.value = survey.id;
    input.checked = survey === current;
    input.addEventListener('change', () => show(survey));
    const text = document.createElement('span');
    text.textContent = survey.title;
    text.className = survey.colour ? 'colour' : '';
    label.append(input, text);
    part('surveys').append(label);
  }
  field('format').addEventListener('change', () => {
    imageOf(current).setImageFormat(field('format').value);
    showStretch();
  });
  field('low').addEventListener('change', setCuts);
  field('high').addEventListener('change', setCuts);
  field('function').addEventListener('change', () => imageOf(current).setColormap('grayscale', { stretch: field('function').value }));
  field('reset').addEventListener('click', () => {
    const [low, high] = firstCuts.get(current.id + format());
    imageOf(current).setCuts(low, high);
    if (format() === 'fits') imageOf(current).setColormap('grayscale', { stretch: settings.stretch });
    field('function').value = settings.stretch;
    showStretch();
  });
  panel.addEventListener('submit', (event) => event.preventDefault());

  if (settings.catalogueUrl) {
    const answer = await fetch(new URL(settings.catalogueUrl, document.baseURI));
    if (!answer.ok) throw new Error('the catalogue cannot be read: ' + settings.catalogueUrl);
    const [head, ...lines] = (await answer.text()).split('\\n').filter(Boolean).map((line) => line.split('\\t'));
    const column = Object.fromEntries(head.map((name, index) => [name, index]));
    const rows = lines.map((line) => ({
      ra: Number(line[column.ra]), dec: Number(line[column.dec]), mag: line[column.mag] ? Number(line[column.mag]) : NaN, name: line[column.name],
    }));
    const mags = rows.map(({ mag }) => mag).filter(Number.isFinite);
    const layer = A.catalog({ name: 'sources', shape: 'circle', color: '#ff5a45', sourceSize: 14 });
    aladin.addCatalog(layer);
    const fill = () => {
      const limit = field('faintest').value === '' ? Infinity : Number(field('faintest').value);
      const shown = rows.filter(({ mag }) => !(mag > limit));
      layer.removeAll();
      layer.addSources(shown.map(({ ra, dec, mag, name }) => A.source(ra, dec, { mag, name })));
      part('count').textContent = shown.length + ' of ' + rows.length + ' sources';
    };
    field('faintest').closest('label').hidden = mags.length === 0;
    if (mags.length > 0) field('faintest').value = Math.ceil(2 * mags.reduce((a, b) => Math.max(a, b))) / 2;
    fill();
    part('catalogue').hidden = false;
    field('faintest').addEventListener('change', fill);
    field('sources').addEventListener('change', () => (field('sources').checked ? layer.show() : layer.hide()));
    aladin.on('objectClicked', (object) => {
      if (!object || !object.data) return say('');
      const { mag, name } = object.data;
      say([name, Number.isFinite(mag) && mag.toFixed(2) + ' mag', object.ra.toFixed(5) + ' ' + object.dec.toFixed(5)].filter(Boolean).join('   '));
    });
  }
  document.body.dataset.ready = '1';
};
start().catch((error) => say('The sky cannot be shown: ' + (error && error.message || error)));
`);

/** Of the script's text, for the content security policy; a test says what it must be. */
export const viewerScriptHash = 'sha256-b3D7YixDcrd9eMbFRRzHNF2o7z9zjaWvIdMbfFd0lWE=';
