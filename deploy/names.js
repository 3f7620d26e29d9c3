/** The state machines: `statemachines/<name>.asl.json`. */
export const machines = ['detect-sources', 'sky-map', 'mosaic'];

/** start-run as CloudFormation's parts and ASL's placeholders have it: StartRun. */
export const logicalName = (name) =>
  name.replace(/(^|-)(\w)/g, (_, __, letter) => letter.toUpperCase());

/** start-run as the framework names the function it compiles. */
export const functionId = (name) =>
  `${name[0].toUpperCase()}${name.slice(1).replaceAll('-', 'Dash')}LambdaFunction`;

/** Of a bucket: a name that is given up may be somebody else's tomorrow. */
export const ownAccount = { StringEquals: { 'aws:ResourceAccount': { Ref: 'AWS::AccountId' } } };

/** Where events that start-run did not get end: deploy/not-started.js. */
export const notStartedArn = { 'Fn::GetAtt': ['NotStartedQueue', 'Arn'] };
