import { Html } from '../../core/markup/html.ts';

/**
 * Starts Aladin Lite with what the page's settings say, and drives it from the panel. Texts of
 * lists and catalogues are written as text only. `window.aladin` is there for the console.
 */
export const viewerScript = new Html(`
const settings = JSON.parse(document.getElementById('settings').textContent);
const panel = document.getElementById('panel');
const field = (name) => panel.elements.namedItem(name);
const part = (id) => document.getElementById(id);
const say = (text) => { part('source').textContent = text; };
const number = (value) => Number(Number(value).toPrecision(6));

// The window's width in degrees with which the tiles fit: the smaller side of what the panel leaves
// free shows a square inside the circle around them.
const fitting = () => {
  const { clientWidth: width, clientHeight: height } = part('sky');
  const beside = getComputedStyle(panel).position === 'absolute' ? panel.offsetWidth + 28 : 0;
  return settings.fov > 90 ? 360 : (settings.fov / Math.SQRT2) * (width / Math.min(width - beside, height));
};

const start = async () => {
  if (location.protocol === 'file:') {
    part('alone').hidden = false;
    panel.hidden = true;
    return;
  }
  const aladinUrl = new URL(settings.aladinUrl, document.baseURI).href;
  const { default: A } = await import(aladinUrl).catch((cause) => {
    throw new Error(aladinUrl + ' is missing: starfan serve has it, or copy it there with its licence', { cause });
  });
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
    target: settings.centre.ra + ' ' + settings.centre.dec, fov: fitting(), cooFrame: 'ICRSd', projection: settings.fov > 90 ? 'AIT' : 'TAN',
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
    field('format').replaceChildren(...current.formats.map((one) => new Option(one.toUpperCase(), one, false, one === format())));
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

  const catalogueUrl = new URLSearchParams(location.search).get('catalogue') || settings.catalogueUrl;
  if (catalogueUrl) {
    const answer = await fetch(new URL(catalogueUrl, document.baseURI));
    if (!answer.ok) throw new Error('the catalogue cannot be read: ' + catalogueUrl);
    const text = await answer.text();
    const [head, ...lines] = text.split('\\n').filter((line) => line && !line.startsWith('#')).map((line) => line.split('\\t'));
    const rows = lines.map((line) => {
      const cells = Object.fromEntries(head.map((name, index) => [name, line[index]]));
      const value = (name) => (cells[name] ? Number(cells[name]) : NaN);
      return { ra: value('ra'), dec: value('dec'), mag: value('mag'), flux: value('flux'), name: cells.name || '' };
    });
    const all = Number((/^# sources: (\\d+)/.exec(text) || [])[1] || rows.length);
    const hasMags = rows.some(({ mag }) => Number.isFinite(mag));
    const layer = A.catalog({ name: 'sources', shape: 'circle', color: '#ff5a45', sourceSize: 12 });
    aladin.addCatalog(layer);
    // What the field asks for; else the brightest ones, one for every 40 x 40 pixels of the first
    // view and four times as many where it is twice as near.
    const wide = aladin.getFov()[0];
    const room = Math.min(part('sky').clientWidth, part('sky').clientHeight) ** 2 / 1600;
    const wanted = () => {
      const limit = field('faintest').value;
      if (limit === '') return Math.min(rows.length, Math.ceil(room * (wide / aladin.getFov()[0]) ** 2));
      return rows.filter(({ mag, flux }) => (hasMags ? mag <= Number(limit) : flux >= Number(limit))).length;
    };
    let shown = 0;
    const fill = () => {
      const count = wanted();
      if (count < shown) layer.removeAll();
      const more = rows.slice(count < shown ? 0 : shown, count);
      layer.addSources(more.map(({ ra, dec, mag, flux, name }) => A.source(ra, dec, { mag, flux, name })));
      shown = count;
      part('count').textContent = shown + ' of ' + all + ' sources';
    };
    part('limit').textContent = hasMags ? 'Faintest mag' : 'Least flux';
    fill();
    part('brightest').textContent = rows.length < all ? 'Only the ' + rows.length + ' brightest are here.' : '';
    part('catalogue').hidden = false;
    field('faintest').addEventListener('change', fill);
    let settled;
    aladin.on('zoomChanged', () => {
      clearTimeout(settled);
      settled = setTimeout(fill, 200);
    });
    field('sources').addEventListener('change', () => (field('sources').checked ? layer.show() : layer.hide()));
    aladin.on('objectClicked', (object) => {
      if (!object || !object.data) return say('');
      const { mag, flux, name } = object.data;
      const bright = Number.isFinite(mag) ? mag.toFixed(2) + ' mag' : Number.isFinite(flux) ? 'flux ' + number(flux) : '';
      say([name, bright, object.ra.toFixed(5) + '\\u00b0 ' + object.dec.toFixed(5) + '\\u00b0'].filter(Boolean).join('\\n'));
    });
  }
  document.body.dataset.ready = '1';
};
start().catch((error) => say('The sky cannot be shown: ' + (error && error.message || error)));
`);

/** Of the script's text, for the content security policy; a test says what it must be. */
export const VIEWER_SCRIPT_HASH = 'sha256-K7tdNyo6ey3ebwU3wTcuzv7qap33uVPJhtrd/f6mjU4=';
