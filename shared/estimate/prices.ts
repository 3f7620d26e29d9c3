/** What AWS asks for one unit of something, in US dollars. */
export interface Price {
  readonly unit: string;
  readonly usd: number;
  /** the page it stands on */
  readonly source: string;
}

/**
 * List prices without free tiers, volume steps, savings plans or tax. All of them stand here and
 * nowhere else.
 */
export const priceList = {
  /** day they were last compared with the pages */
  date: '2026-11-21',
  region: 'us-east-1',
  prices: {
    lambdaArm: { unit: 'GB-s', usd: 0.0000133334, source: 'aws.amazon.com/lambda/pricing' },
    lambdaX86: { unit: 'GB-s', usd: 0.0000166667, source: 'aws.amazon.com/lambda/pricing' },
    lambdaRequest: { unit: 'request', usd: 0.2e-6, source: 'aws.amazon.com/lambda/pricing' },
    expressRequest: { unit: 'request', usd: 1e-6, source: 'aws.amazon.com/step-functions/pricing' },
    expressDuration: {
      unit: 'GB-s',
      usd: 0.00001667,
      source: 'aws.amazon.com/step-functions/pricing',
    },
    transition: { unit: 'transition', usd: 25e-6, source: 'aws.amazon.com/step-functions/pricing' },
    s3Write: { unit: 'request', usd: 5e-6, source: 'aws.amazon.com/s3/pricing' },
    s3Read: { unit: 'request', usd: 0.4e-6, source: 'aws.amazon.com/s3/pricing' },
    /** GB of 2^30 bytes, month of 30 days */
    storage: { unit: 'GB-month', usd: 0.023, source: 'aws.amazon.com/s3/pricing' },
    /**
     * to the internet, the first 10 TB of a month; GB of 10^9 bytes, the dearer reading of the page
     */
    transfer: { unit: 'GB', usd: 0.09, source: 'aws.amazon.com/s3/pricing' },
    /** from one region to another, which the bucket's owner pays, or a reader that asks for it */
    crossing: { unit: 'GB', usd: 0.02, source: 'aws.amazon.com/s3/pricing' },
  } satisfies Record<string, Price>,
} as const;

/** The names of the prices. */
export type PriceName = keyof typeof priceList.prices;
