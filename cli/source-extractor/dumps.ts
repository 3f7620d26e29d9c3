import { keywords } from '../../shared/core/source-extractor/keywords.ts';
import { parameters } from '../../shared/core/source-extractor/parameters.ts';

/** `-dd`: a configuration with every keyword at its default. */
export const defaultConfiguration = (): string =>
  `# Configuration of starfan source-extractor: keywords and defaults of Source Extractor 2.25\n\n${Object.entries(
    keywords,
  )
    .map(([name, { preset, says, count }]) => {
      // Source Extractor refuses a keyword without a value, but for lists
      const shown = preset === '' && count[0] > 0 ? `#${name}` : name;
      return `${shown.padEnd(16)} ${preset.padEnd(15)} # ${says}\n`;
    })
    .join('')}`;

/** `-dp`: a `.param` with every parameter that can be measured, each behind a # to be deleted. */
export const parameterList = (): string =>
  Object.values(parameters)
    .map(({ name, shape, description, unit }) => {
      const [array, comment] = shape === 'scalar' ? ['', ''] : ['(1)', '# '];
      const text = `#${(name + array).padEnd(24)} ${(comment + description).padEnd(58)}`;
      return `${unit === '' ? text.trimEnd() : `${text} [${unit}]`}\n`;
    })
    .join('');
