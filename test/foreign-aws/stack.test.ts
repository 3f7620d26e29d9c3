import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { compiledTemplate, ofType, type Template } from '../deploy/service.ts';
import { adaptTemplate, type Changes, type Emulator } from './adapt.ts';
import { type Deployed, deploy } from './deploy.ts';
import { startServer } from './servers.ts';
import { titleOf } from './tools.ts';

// The compiled template, made into a stack by CloudFormation as others have written it.

/** What an emulator cannot read and why, with how often that stands in the template. */
const lacks: Record<Emulator, Changes> = {
  ministack: {
    // "Properties.Metrics (metric math) is not supported; use MetricName and Namespace."
    'alarm of metric math': 9,
    // passed over: children would get items that are no batches
    ItemBatcher: 11,
    // functions are not told where S3 is
    AWS_ENDPOINT_URL: 29,
  },
  localstack: {
    // "InvalidDefinition … mismatched input "ItemBatcher""
    ItemBatcher: 11,
    // "'JSONL' is not a valid InputTypeValue"
    JSONL: 11,
    // paths are looked up in the wrong input: "JSONPath '$.bucket' … could not be found"
    ResultWriter: 11,
  },
};

const nothing = zipSync({ 'index.js': new Uint8Array() });

for (const name of Object.keys(lacks) as Emulator[]) {
  const { server, missing } = await startServer(name);
  if (!server) {
    it.skip(`${titleOf(name)} is not there: ${missing}`);
    continue;
  }
  describe(titleOf(name), () => {
    let template: Template;
    let changes: Changes;
    let deployed: Deployed;
    beforeAll(async () => {
      template = compiledTemplate();
      const adapted = adaptTemplate(template, name, server.url);
      changes = adapted.changes;
      deployed = await deploy(server, template, adapted.body, async () => nothing);
      await server.close();
    });

    it('takes the template with what it lacks left away or said otherwise, and no more', () => {
      expect(changes).toEqual(lacks[name]);
    });

    it('makes every resource that it was given', ({ task }) => {
      const left = changes['alarm of metric math'] ?? 0;
      const given = Object.keys(template.Resources).length - left;
      task.meta.counts = { resources: given, refused: left };
      expect(deployed.status).toBe('UPDATE_COMPLETE');
      const unmade = deployed.resources.filter(
        ({ status }) => !/^(CREATE|UPDATE)_COMPLETE$/.test(status),
      );
      expect(unmade).toEqual([]);
      expect(deployed.resources).toHaveLength(given);
    });

    it('says where bucket, queue and machines are', () => {
      expect(Object.keys(deployed.outputs).sort()).toEqual(Object.keys(template.Outputs).sort());
      for (const [id, { Properties }] of ofType(template, 'AWS::StepFunctions::StateMachine')) {
        const arn = deployed.outputs[id];
        expect(arn).toBe(
          `arn:aws:states:us-east-1:000000000000:stateMachine:${Properties.StateMachineName}`,
        );
      }
    });
  });
}
