import type { Html } from '../../core/markup/html.ts';
import { onPaper, PLOT_RULES } from './plot-style.ts';

/**
 * A plot of the report as an SVG file of its own: with its looks, in the colours of paper, on
 * white, without the page's tips.
 */
export function standalonePlot(plot: Html): string {
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(plot.markup)!;
  const colours: Record<string, string> = { ...onPaper, paper: '#ffffff' };
  // Programs that draw SVG outside browsers know no variables.
  const rules = PLOT_RULES.split('\n')
    .map((line) => line.replace(/ *\.plot g:hover[^}]*\}| *\.footprint:hover[^}]*\}/g, ''))
    .join('\n')
    .replace(/var\(--(\w+)\)/g, (_, name: string) => colours[name]!);
  return plot.markup
    .replace(/ data-tip="[^"]*"/g, '')
    .replace(
      /^<svg ([^>]*)>/,
      (_, attributes: string) =>
        `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ${attributes}>\n<style>\n${rules}\n</style>\n<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    )
    .concat('\n');
}
