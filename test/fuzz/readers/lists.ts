import { dropsOf, refuseMisplaced } from '../../../functions/start-run/drop-event.ts';
import { openList } from '../../../functions/start-run/read-list.ts';
import { dropEventSchema } from '../../../shared/contracts/drop-event.ts';
import { runInputSchema } from '../../../shared/contracts/run.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { hasControlCharacter } from '../../../shared/store/url.ts';
import { must, type Reader, textOf } from './reader.ts';

const LIST_URL = 's3://lists/list.txt';

const list: Reader = {
  name: 'lists',
  named: ['BadRequest'], // of a header
  share: 110_000,
  seeds: [
    's3://a-bucket/one.fits\ns3://a-bucket/two.fits[SCI,1]\n# no image\n\ns3://b-bucket/x/three.fits.gz\n',
    'uri,band,hdu,weight\ns3://a-bucket/one.fits,K,1,0.5\n"s3://a-bucket/t,wo.fits",J,SCI,\ns3://a-bucket/3.fits,,,w.fits\n',
    '{"uri":"s3://a-bucket/one.fits","band":"K","hdu":1}\n{"uri":"s3://a-bucket/2.fits","weight":"s3://a-bucket/w.fits"}\n',
    '{"fits_s3_bucket":"stpubdata","fits_s3_key":"hst/public/j94f/j94f05bgq/j94f05bgq_flt.fits"}\n',
    'uri,measure,measure_weight,flag\ns3://a-bucket/one.fits,s3://a-bucket/m.fits,s3://a-bucket/mw.fits,a.fits;b.fits\n',
    '\ufeffs3://a-bucket/one_sci.fits\r\ns3://a-bucket/one_wht.fits\rs3://a-bucket/con.fits\n',
  ],
  words: [
    'uri',
    'band',
    'hdu',
    'weight',
    'error',
    'mask',
    'blank',
    's3://',
    'https://',
    'memory://',
    'one.fits',
    '[SCI,2]',
    ';',
    ',',
  ],
  async read(input) {
    const store = memoryStore();
    await store.put(LIST_URL, input);
    const lines = new Set<number>();
    const names = new Set<string>();
    const rules = { bucket: (name: string) => name !== 'b-bucket', host: () => false };
    for await (const read of openList(store, LIST_URL, { folder: undefined, isAllowed: rules })()) {
      const { line } = 'item' in read ? read.item : read.failure;
      must(!lines.has(line), `line ${line} ends twice`);
      lines.add(line);
      if ('failure' in read) {
        must(!hasControlCharacter(read.failure.message), 'a control character in a message');
        must(JSON.stringify(read.failure).length < 8192, 'a failure without an end');
        continue;
      }
      const { name, uri } = read.item;
      must(/^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(name), `the name ${name}`);
      must(!names.has(name.toLowerCase()), `two images are called ${name}`);
      must(/^(s3|memory):/i.test(uri), `${uri} is read from elsewhere`);
      names.add(name.toLowerCase());
    }
  },
};

const event: Reader = {
  name: 'events of dropped lists',
  share: 60_000,
  named: ['ZodError', 'SyntaxError', 'RunError', 'BadRequest'],
  seeds: [
    '{"Records":[{"s3":{"bucket":{"name":"a-bucket"},"object":{"key":"lists/detect/a+list%20%C3%A9.txt","eTag":"abc"}}}]}',
    '{"Records":[{"s3":{"bucket":{"name":"a-bucket"},"object":{"key":"lists/map/x/y.csv","versionId":"v"}}},{"s3":{"bucket":{"name":"b"},"object":{"key":"lists/other.txt"}}}]}',
  ],
  words: [
    'lists/detect/',
    'lists/sky-map/',
    'lists/mosaic/',
    '%',
    '%zz',
    '+',
    'runs/',
    'key',
    'eTag',
  ],
  read(input) {
    const drop = dropEventSchema.parse(JSON.parse(textOf(input)));
    for (const { name, list: dropped } of dropsOf(drop)) {
      must(/^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/.test(name), `an execution called ${name}`);
      must(/\/lists\//.test(dropped), `a run of ${dropped}, which is no dropped list`);
    }
    refuseMisplaced(drop);
  },
};

const request: Reader = {
  name: 'requests for runs',
  share: 40_000,
  named: ['ZodError', 'SyntaxError'],
  seeds: [
    '{"list":"s3://a/l.txt","run":"s3://a/runs/x","toleratedFailurePercentage":20,"batchSize":4,"sky":{"order":3,"background":"plane"}}',
    '{"list":"s3://a/l.txt","mosaic":{"grid":{"kind":"car","size":5,"step":4,"scale":0.001,"frame":"galactic"},"combine":"median"}}',
    '{"list":"s3://a/l.txt","detection":{"thresh":1.5,"minarea":5},"match":{"radius":1}}',
  ],
  read: (input) => runInputSchema.parse(JSON.parse(textOf(input))),
};

/** Readers of lists and of requests for a run. */
export const lists = [list, event, request];
