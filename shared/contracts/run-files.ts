/**
 * What the files of a run are for. `product`: what a person wants of it, and what it says of
 * itself. `ledger`: what status, cost, diff and redo look at. `working`: what one stage hands to
 * the next.
 */
export type FileKind = 'product' | 'ledger' | 'working';

const NAME = '[A-Za-z0-9][A-Za-z0-9._+-]*';
const TILE = 'Norder\\d+/Dir\\d+/Npix\\d+';

const patterns: [FileKind, string][] = [
  ['product', '(report|sky)\\.html'],
  ['product', 'aladin\\.js(\\.LICENSE)?'],
  ['product', '(run|parameters)\\.json'],
  ['product', 'failures\\.jsonl'],
  ['product', 'catalogue/(part-\\d+\\.parquet|catalogue-\\d+\\.fits|sources-\\d+\\.reg)'],
  [
    'product',
    `images/${NAME}/(catalogue\\.fits|sources\\.(parquet|reg)|sources(-\\d+)?\\.png|thumbnail(-\\d+)?\\.webp)`,
  ],
  ['product', `mosaics/[^/]+/${NAME}\\.(fits|jpg|html)`],
  // where maps and mosaics lie: cut-outs open no other file
  ['product', 'plan/(plan\\.json|mosaics\\.jsonl)'],
  ['product', 'photometry/collection\\.properties'],
  [
    'product',
    'photometry/[a-z0-9_]+/((hats\\.)?properties|partition_info\\.csv|[A-Za-z0-9_]+\\.fits)',
  ],
  ['product', 'photometry/[a-z0-9_]+/dataset/(_(common_)?metadata|index/part\\.\\d+\\.parquet)'],
  ['product', 'photometry/[a-z0-9_]+/dataset/Norder=\\d+/Dir=\\d+/Npix=\\d+\\.parquet'],
  ['product', 'hips/[^/]+/(HpxFinder/)?(properties|metadata\\.xml)'],
  ['product', 'hips/[^/]+/(Moc\\.fits|index\\.html|preview\\.jpg)'],
  ['product', 'hips/[^/]+/Norder\\d+/Allsky\\.(fits|png|jpg)'],
  ['product', `hips/[^/]+/${TILE}\\.(fits|png|jpg)`],
  ['product', `hips/[^/]+/HpxFinder/${TILE}`],
  ['ledger', 'list\\.jsonl|request\\.json|images\\.txt'],
  ['ledger', 'given/[^/]+'],
  ['ledger', 'lists/(failures|chunks|beginning|rest)\\.jsonl'],
  [
    'ledger',
    'plan/((bands|overlaps|plates|pictures|strips|volumes|matches|failures)\\.jsonl|matches\\.json)',
  ],
  ['ledger', 'plan/images/[^/]+/\\d+\\.jsonl'],
  ['ledger', `tasks/[a-z]+/[^/]+\\.json`],
  ['working', 'sums/[a-z]+(-\\d+)?\\.json'],
  ['working', 'maps/[0-9a-f-]{36}/[^/]+'],
  ['working', 'plan/((depth|grid)\\.json|unsorted\\.jsonl)'],
  [
    'working',
    'plan/of-bands/[^/]+/(plan\\.json|(overlaps|plates|strips|mosaics|failures)\\.jsonl)',
  ],
  ['working', 'plan/overlaps/[^/]+/\\d+\\.jsonl'],
  ['working', 'plan/(hips|volumes)/\\d+\\.json'],
  ['working', `plan/mosaics/[^/]+/${NAME}\\.json`],
  ['working', `strips/[^/]+/${NAME}/\\d+\\.(planes|json)`],
  ['working', `histograms/[^/]+/${NAME}-\\d+\\.bin`],
  ['working', 'plan/plates/[^/]+/\\d+\\.json'],
  ['working', '(plan/)?matches/\\d+-\\d+\\.json'],
  ['working', 'background/[^/]+/(\\d+\\.bin|pairs\\.jsonl|fixed\\.json)'],
  ['working', 'tiles/[^/]+/\\d+\\.(tiles|images\\.jsonl)'],
  ['working', 'histograms/[^/]+/((\\d+|all)\\.bin|all\\.json)'],
  ['working', 'fetched/(hosts/[^/]+\\.json|blocks/[0-9a-f]{32}/\\d+)'],
  ['working', '(stretch|lupton)\\.json'],
];
const rules = patterns.map(([kind, pattern]) => [kind, new RegExp(`^(?:${pattern})$`)] as const);

/** What a key, relative to the run's prefix, is for; undefined for what no run makes. */
export const fileKind = (key: string): FileKind | undefined =>
  rules.find(([, rule]) => rule.test(key))?.[0];
