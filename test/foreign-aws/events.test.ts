import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoCameras } from '../../cli/demo/camera.ts';
import { compiledTemplate } from '../deploy/service.ts';
import { smallImage } from '../end-to-end/images.ts';
import { adaptTemplate } from './adapt.ts';
import { deploy, STACK, s3Of } from './deploy.ts';
import { executionsOf, put } from './lists.ts';
import { holdNotifications, type Notification, shuffled, tell } from './notifications.ts';
import { startServer } from './servers.ts';
import { titleOf } from './tools.ts';
import { makeZips } from './zips.ts';

// S3 tells of a dropped list at least once, late, and not in the order of the drops. What an
// emulator's bucket tells is held by a queue, and given to start-run so.

/** Keys that S3 writes otherwise in events than they are. */
const keys = ['a b.txt', 'a+b.txt', 'a%41b.txt', 'ü/日本.txt', 'x&y=z;(1).txt', 'plain.txt'].map(
  (name) => `lists/detect/${name}`,
);
const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:starfan-dev-detect-sources';

const { server, missing } = await startServer('ministack');
if (!server) it.skip(`${titleOf('ministack')} is not there: ${missing}`);
else
  describe(titleOf('ministack'), () => {
    let told: Notification[];
    let bucket: string;
    let ended: Awaited<ReturnType<typeof executionsOf>>;
    const tellAll = async (events: Notification[]) => {
      for (const event of events) await tell(server, `${STACK}-start-run`, event);
    };

    beforeAll(async () => {
      const template = compiledTemplate();
      const { body } = adaptTemplate(template, 'ministack', server.url);
      const { outputs } = await deploy(server, template, body, await makeZips());
      bucket = outputs.BucketName!;
      const proxy = await holdNotifications(server, bucket);
      const s3 = s3Of(server);
      await put(s3, bucket, 'inputs/x.fits', smallImage(demoCameras.drizzled, 1));
      for (const [i, key] of keys.entries())
        await put(s3, bucket, key, `s3://${bucket}/inputs/x.fits\n# ${i}\n`);
      told = await proxy.held(keys.length);
      const [late, ...soon] = told;
      await tellAll(shuffled(soon, 3, 7));
      await executionsOf(server, MACHINE, soon.length);
      await tellAll(shuffled([late!, ...told], 2, 8)); // the late one, and all that has ended
      ended = await executionsOf(server, MACHINE, told.length);
    });
    afterAll(() => server.close());

    it('tells of keys that are encoded', () => {
      const written = told.flatMap(({ Records }) => Records.map(({ s3 }) => s3.object.key));
      const meant = (key: string) => decodeURIComponent(key.replaceAll('+', ' '));
      expect(written.map(meant).sort()).toEqual([...keys].sort());
      expect(written.filter((key) => key === meant(key))).toEqual(['lists/detect/plain.txt']);
    });

    it('of lists told of five times, out of order and late, each is one run', ({ task }) => {
      task.meta.counts = { events: 3 * (told.length - 1) + 2 * (told.length + 1) };
      const lists = ended.map(({ input }) => JSON.parse(input!).list);
      expect(lists.sort()).toEqual(keys.map((key) => `s3://${bucket}/${key}`).sort());
      expect(ended.map(({ status }) => status)).toEqual(keys.map(() => 'SUCCEEDED'));
    });
  });
