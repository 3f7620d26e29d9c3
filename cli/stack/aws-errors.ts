import { UsageError } from '../../local/usage-error.ts';

/** What the SDK says of a missing set-up, in words that say what to do. Throws UsageError. */
export async function askAws<T>(ask: () => Promise<T>, service = 'Step Functions'): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    if (/region is missing/i.test(message))
      throw new UsageError('in which region is the stack? --region R');
    if (name === 'CredentialsProviderError')
      throw new UsageError(
        `no AWS credentials were found (${message}): set AWS_PROFILE, or aws configure`,
      );
    if (/^(AccessDenied|ExpiredToken|UnrecognizedClient|InvalidSignature)/.test(name))
      throw new UsageError(`AWS refuses these credentials: ${message}`);
    if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(`${message} ${(error as { code?: string }).code}`))
      throw new UsageError(
        `${service} cannot be reached (${message || (error as { code?: string }).code}): is the network up, or AWS_ENDPOINT_URL_${service === 'SQS' ? 'SQS' : 'SFN'} wrong?`,
      );
    throw error;
  }
}
