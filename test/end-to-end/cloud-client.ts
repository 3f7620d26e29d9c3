import { S3Client } from '@aws-sdk/client-s3';
import type { Cloud } from '../../local/cloud.ts';

/** A client of AWS's own for the S3 of a cloud on this machine, with its printed key. */
export const clientOf = ({ url, environment }: Pick<Cloud, 'url' | 'environment'>): S3Client =>
  new S3Client({
    endpoint: url,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID!,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY!,
    },
  });
