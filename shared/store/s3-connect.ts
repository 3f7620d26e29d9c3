import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';

/** Variables of the process. */
export type ProcessVariables = Record<string, string | undefined>;

/** A client, made once. */
export interface Connection {
  client: S3Client;
  /** why requests are not signed; absent when they are */
  unsigned?: string;
}

/**
 * Endpoint, region and credentials from the standard AWS environment; without credentials nothing
 * is signed.
 */
export async function connect(environment: ProcessVariables): Promise<Connection> {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  const endpoint = environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL;
  const given: S3ClientConfig =
    accessKeyId && secretAccessKey && !environment.AWS_PROFILE
      ? {
          credentials: {
            accessKeyId,
            secretAccessKey,
            sessionToken: environment.AWS_SESSION_TOKEN || undefined,
          },
        }
      : {};
  // The SDK's own search through profiles, single sign-on and instance metadata.
  const { config } = new S3Client(given);
  const region =
    environment.AWS_REGION ||
    environment.AWS_DEFAULT_REGION ||
    (await config.region().catch(() => 'us-east-1'));
  const common: S3ClientConfig = {
    region,
    retryMode: 'standard',
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
    ...(endpoint ? { endpoint, forcePathStyle: true } : { followRegionRedirects: true }),
  };
  try {
    await config.credentials();
    return {
      client: new S3Client({ ...common, credentials: given.credentials ?? config.credentials }),
    };
  } catch (error) {
    const anonymous: S3ClientConfig = {
      credentials: { accessKeyId: '', secretAccessKey: '' },
      signer: { sign: async (request) => request },
    };
    const unsigned = error instanceof Error ? error.message : String(error);
    return { client: new S3Client({ ...common, ...anonymous }), unsigned };
  }
}
