import { type Html, html } from '../../core/markup/html.ts';

/**
 * The parameters of the run as they were resolved; those of a nested record stand under its name.
 */
export function parametersSection(parameters: Readonly<Record<string, unknown>>): Html {
  const rows = Object.entries(parameters).flatMap(([name, value]) =>
    isRecord(value)
      ? Object.entries(value).map(([inner, one]) => row(`${name}.${inner}`, one))
      : [row(name, value)],
  );
  return html`<section id="parameters"><h2>Parameters</h2><details><summary>The parameters of the run</summary><table class="parameters"><tbody>${rows}</tbody></table></details></section>`;
}

const row = (name: string, value: unknown): Html =>
  html`<tr><th>${name}</th><td><code>${valueText(value)}</code></td></tr>`;

/** Text as it is, all else as JSON, with fractions of at most six digits (a kernel has many). */
const valueText = (value: unknown): string =>
  value === null || value === undefined
    ? 'not set'
    : typeof value === 'string'
      ? value
      : JSON.stringify(value, (_, one) =>
          typeof one === 'number' && !Number.isInteger(one) ? Number(one.toPrecision(6)) : one,
        ).replaceAll(',', ', ');

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
