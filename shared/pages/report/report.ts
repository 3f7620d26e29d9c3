import { type Html, html } from '../../core/markup/html.ts';
import { pageHead } from '../page-head.ts';
import { backgroundSection } from './background-section.ts';
import { completenessSection } from './completeness-section.ts';
import { failuresSection } from './failures-section.ts';
import { headerSection } from './header-section.ts';
import {
  MOSAIC_MACHINE,
  type MosaicRun,
  type ReportInput,
  SKY_MACHINE,
  type SkyMap,
  type Thumbnail,
} from './input.ts';
import { mapSection } from './map-section.ts';
import { mosaicsSection } from './mosaics-section.ts';
import { objectsSection } from './objects-section.ts';
import { parametersSection } from './parameters-section.ts';
import { picturesSection } from './pictures-section.ts';
import { SCRIPT_HASH, script } from './script.ts';
import { countsSection, skySection } from './sky-section.ts';
import { stretchSection } from './stretch-section.ts';
import { STYLE_HASH, style } from './style.ts';
import { surveysSection } from './surveys-section.ts';
import { takenSection } from './taken-section.ts';
import { type DetectionTotals, Tally, tallyOf } from './tally.ts';
import { tasksSection } from './tasks-section.ts';

/**
 * The report of a run: one HTML page that needs nothing but itself. Its content security policy
 * lets only its own style and script run, by their hashes, and no request leave; it works from a
 * file: address and without the script. The same input gives the same bytes, whatever the order of
 * the records.
 */
export function renderReport({
  summary,
  records,
  failures,
  thumbnails,
  parameters,
  map,
  mosaics,
  objects,
  broken,
}: ReportInput): string {
  const tally = records instanceof Tally ? records : tallyOf(records);
  const failed = [...failures];
  const policy = `default-src 'none'; img-src data:; style-src '${STYLE_HASH}'; script-src '${SCRIPT_HASH}'; base-uri 'none'; form-action 'none'`;
  const sections: [id: string, name: string, body: Html][] = [
    ...(summary.machine === SKY_MACHINE
      ? mapSections(map)
      : summary.machine === MOSAIC_MACHINE
        ? mosaicSections(mosaics)
        : catalogueSections(tally.found(), thumbnails, { objects, parameters })),
    ['failures', 'Failures', failuresSection(failed, summary.lines)],
    ['tasks', 'Tasks', tasksSection(summary, tally.stages(), failed, map)],
    ['parameters', 'Parameters', parametersSection(parameters)],
  ];
  const page = html`${pageHead({ title: `${summary.machine}: ${summary.run}`, policy, scheme: 'light dark', style })}
<body>
<nav>${sections.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav>
<main>
${headerSection({ summary, map, mosaics, parameters, broken }, tally.span())}
${sections.map(
  ([, , body]) => html`${body}
`,
)}</main>
<div id="tip" hidden></div>
<script>${script}</script>
</body>
</html>
`;
  return page.markup;
}

const mapSections = (map?: SkyMap): [string, string, Html][] =>
  map
    ? [
        ['pictures', 'Pictures', surveysSection(map)],
        ['background', 'Background', backgroundSection(map)],
        ['stretch', 'Stretch', stretchSection(map)],
        ['sky', 'Sky', mapSection(map)],
        ['taken', 'What was taken', takenSection(map.coverage.taken)],
      ]
    : [];

const mosaicSections = (mosaics?: MosaicRun): [string, string, Html][] =>
  mosaics
    ? [
        ['mosaics', 'Mosaics', mosaicsSection(mosaics)],
        [
          'stretch',
          'Stretch',
          stretchSection({ ...mosaics, surveys: [], adaptive: false, colour: 'stretch' }),
        ],
      ]
    : [];

const numberCounts = (found: DetectionTotals): [string, string, Html] => [
  'counts',
  'Number counts',
  countsSection(found),
];

const catalogueSections = (
  found: DetectionTotals,
  thumbnails: readonly Thumbnail[],
  { objects, parameters }: Pick<ReportInput, 'objects' | 'parameters'>,
): [string, string, Html][] => [
  ['pictures', 'Pictures', picturesSection(thumbnails, found.pictures)],
  // at given places that is no count of what there is
  ...(objects?.isGiven ? [] : [numberCounts(found)]),
  ...('completeness' in parameters
    ? [
        ['completeness', 'Completeness', completenessSection(found.completeness)] as [
          string,
          string,
          Html,
        ],
      ]
    : []),
  ['sky', 'Sky', skySection(found)],
  ...(objects ? [['objects', 'Objects', objectsSection(objects)] as [string, string, Html]] : []),
  ['taken', 'What was taken', takenSection(found.taken)],
];
