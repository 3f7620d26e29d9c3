import { Html } from '../../core/markup/html.ts';

/**
 * Sorting, filtering and tooltips. The page is whole without it. It only reads attributes and text
 * and writes text, so nothing from a list can become markup.
 */
export const script = new Html(`
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const cell = (row, column) => row.cells[column].dataset.v;

  for (const button of all('th button')) {
    button.addEventListener('click', () => {
      const head = button.closest('th');
      const body = head.closest('table').tBodies[0];
      const up = head.getAttribute('aria-sort') !== 'ascending';
      for (const other of head.parentNode.cells) other.setAttribute('aria-sort', 'none');
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      const rows = [...body.rows];
      const numbers = rows.every((row) => cell(row, head.cellIndex) !== '' && !Number.isNaN(Number(cell(row, head.cellIndex))));
      const order = (a, b) => {
        const [x, y] = [cell(a, head.cellIndex), cell(b, head.cellIndex)];
        return numbers ? x - y : x < y ? -1 : x > y ? 1 : 0;
      };
      body.append(...rows.sort((a, b) => (up ? order(a, b) : order(b, a))));
    });
  }

  const form = document.querySelector('.controls');
  const [text, state, out] = [form.querySelector('input'), form.querySelector('select'), form.querySelector('output')];
  const rows = all('.tasks tbody tr, .failures tbody tr').map((row) => ({ row, text: row.textContent.toLowerCase() }));
  const filter = () => {
    const wanted = text.value.trim().toLowerCase();
    let shown = 0;
    for (const one of rows) {
      const { state: is, warn } = one.row.dataset;
      const fits = state.value === '' || (state.value === 'warn' ? warn !== undefined : is === state.value);
      one.row.hidden = !(fits && one.text.includes(wanted));
      if (!one.row.hidden) shown++;
    }
    const active = wanted !== '' || state.value !== '';
    out.textContent = active ? shown + ' of ' + rows.length + ' rows' : '';
    if (active) for (const stage of all('.stage')) stage.open = true;
  };
  text.addEventListener('input', filter);
  state.addEventListener('change', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.hidden = rows.length === 0;

  const tip = document.getElementById('tip');
  const point = (event) => {
    const said = event.target.closest && event.target.closest('[data-tip]');
    tip.hidden = !said || said.dataset.tip === '';
    if (tip.hidden) return;
    tip.textContent = said.dataset.tip;
    const { offsetWidth: width, offsetHeight: height } = tip;
    tip.style.left = Math.max(4, Math.min(event.clientX + 12, innerWidth - width - 8)) + 'px';
    tip.style.top = Math.max(4, event.clientY > height + 24 ? event.clientY - height - 12 : event.clientY + 18) + 'px';
  };
  document.addEventListener('pointermove', point);
  document.addEventListener('pointerdown', point);
  document.addEventListener('scroll', () => { tip.hidden = true; }, { passive: true });

  let closed = [];
  addEventListener('beforeprint', () => {
    closed = all('details:not([open])');
    for (const one of closed) one.open = true;
  });
  addEventListener('afterprint', () => { for (const one of closed) one.open = false; });
})();
`);

/** Of the script's text, for the content security policy; a test says what it must be. */
export const SCRIPT_HASH = 'sha256-8yzn6785Q2TNN4WDf69tnsEHPvSmU+X5E5Xpe5DC2A0=';
