import { type Html, html } from './html.ts';

/** The parameters of the run as they were resolved; those of a nested record stand under its name. */
export function parametersSection(parameters: Readonly<Record<string, unknown>>): Html {
  const rows = Object.entries(parameters).flatMap(([name, value]) =>
    isRecord(value)
      ? Object.entries(value).map(([inner, one]) => row(`${name}.${inner}`, one))
      : [row(name, value)],
  );
  return html`<section id="parameters"><h2>Parameters</h2><details><summary>What decided the result besides the images</summary><table class="parameters"><tbody>${rows}</tbody></table></details></section>`;
}

const row = (name: string, value: unknown): Html =>
  html`<tr><th>${name}</th><td><code>${valueText(value)}</code></td></tr>`;

const valueText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? 'not set').replaceAll(',', ', ');

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
