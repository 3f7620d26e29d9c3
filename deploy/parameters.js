// What a deployment can be given: read from serverless.yml's params and --param, and refused with a
// sentence where it makes no sense.

const BUCKET_NAME = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
/** Of input buckets: the name of one, or with a * at its end of all that begin so. */
const BUCKET_NAMES = /^[a-z0-9][a-z0-9-]{2,61}[a-z0-9*]$/;

/** Of input hosts: the name of one, or with *. before it of all below. */
const HOST_NAMES = /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i;

/** Where well-known data live: work next to them. */
const homes = [
  [/^stpubdata$/, 'us-east-1'],
  [/^nasa-irsa-/, 'us-west-2'],
];

const names = [
  'bucket',
  'inputBuckets',
  'inputHosts',
  'alarmEmail',
  'monthlyBudget',
  'maxConcurrency',
  'workingDays',
  'farData',
  'zips',
];

/**
 * Under `custom` of serverless.yml. Nothing is refused here: the file is read for
 * `invoke local` too.
 */
export async function parameters({ resolveVariable }) {
  const given = Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, String((await resolveVariable(`param:${name}`)) ?? '')]),
    ),
  );
  const stage = await resolveVariable('sls:stage');
  const region = await resolveVariable('self:provider.region');
  const { bucket, inputBuckets, inputHosts, monthlyBudget, maxConcurrency, workingDays } = given;
  return {
    ...given,
    stage,
    region,
    stack: `starfan-${stage}`,
    // known without asking the bucket: roles and permissions that name it need not wait for it, nor
    // it for them
    bucketName: bucket || `starfan-${stage}-\${AWS::AccountId}-\${AWS::Region}`,
    inputBuckets: namesOf(inputBuckets),
    inputHosts: namesOf(inputHosts),
    monthlyBudget: Number(monthlyBudget),
    maxConcurrency: Number(maxConcurrency),
    workingDays: Number(workingDays),
  };
}

const namesOf = (text) =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

/**
 * What is wrong with a deployment's parameters, a sentence each. `told`: as written after --param.
 */
export function refusals(settings, told = []) {
  const checks = [
    ...told.map((one) => one.split('=')[0]).map(nameCheck),
    ...placeChecks(settings),
    ...settings.inputHosts.map(hostCheck),
    ...settings.inputBuckets.flatMap((input) => inputChecks(input, settings)),
    ...paymentChecks(settings),
    ...runChecks(settings),
  ];
  return checks.filter(([isWrong]) => isWrong).map(([, sentence]) => sentence);
}

// A check is whether something is wrong, and the sentence that says so.

const nameCheck = (name) => [
  !names.includes(name),
  `There is no parameter ${name}: there are ${names.join(', ')}.`,
];

const placeChecks = ({ stage, region, bucket }) => [
  [
    !/^[a-z][a-z0-9-]{0,14}$/.test(stage),
    `The stage "${stage}" becomes part of names: give up to 15 small letters, digits or hyphens, as --stage dev.`,
  ],
  [
    !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region),
    `"${region}" is no region: give one as --region us-east-1.`,
  ],
  [
    bucket !== '' && !BUCKET_NAME.test(bucket),
    `"${bucket}" cannot be the name of the bucket: 3 to 63 small letters, digits and hyphens. Leave it away for a name of its own.`,
  ],
];

const hostCheck = (host) => [
  !HOST_NAMES.test(host),
  `"${host}" in inputHosts is no name of a host: give names alone, apart by commas, as archive.stsci.edu or *.stsci.edu.`,
];

function inputChecks(input, { bucket, region, farData }) {
  const home = homes.find(([name]) => name.test(input))?.[1];
  return [
    [
      !BUCKET_NAMES.test(input),
      `"${input}" in inputBuckets is no name of a bucket: give names alone, apart by commas.`,
    ],
    [
      input === bucket,
      `${input} is both the bucket and an input bucket: inputs are never written. Put your images under its inputs/, which is read anyway.`,
    ],
    [
      home !== undefined && home !== region && farData !== 'allowed',
      `${input} is in ${home} and the deployment in ${region}: every byte would come from afar, slowly and at its owner's cost. Deploy with --region ${home}, leave ${input} out of inputBuckets, or say --param farData=allowed.`,
    ],
  ];
}

const paymentChecks = ({ alarmEmail, monthlyBudget }) => [
  [
    alarmEmail !== '' && !/^[^@\s,]+@[^@\s,]+\.[^@\s,]+$/.test(alarmEmail),
    `"${alarmEmail}" is no e-mail address: correct alarmEmail.`,
  ],
  [
    !(monthlyBudget >= 0),
    'monthlyBudget is an amount in US dollars a month: correct it, or leave it away for none.',
  ],
  [
    monthlyBudget > 0 && alarmEmail === '',
    'A monthlyBudget needs somebody who is told: add --param alarmEmail=you@example.org.',
  ],
];

const isWholeNumber = (value, largest) => Number.isInteger(value) && value >= 1 && value <= largest;

const runChecks = ({ maxConcurrency, workingDays, farData, zips }) => [
  [
    !isWholeNumber(maxConcurrency, 10_000),
    'maxConcurrency is the most children of a map at the same time: a whole number from 1 to 10000.',
  ],
  [
    !isWholeNumber(workingDays, 3650),
    'workingDays is how long a run keeps what it made on the way: a whole number of days from 1 to 3650.',
  ],
  [
    !['refused', 'allowed'].includes(farData),
    'farData is "refused" or "allowed": whether input buckets of another region may be read.',
  ],
  [
    !['build', 'keep'].includes(zips),
    'zips is "build", or "keep" for those that stand in build/ already.',
  ],
];
