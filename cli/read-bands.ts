import { UsageError } from '../local/usage-error.ts';

/** Bands of a picture in colour: `r=K,g=H,b=J`. Throws UsageError. */
export function readBands(text: string): Record<string, string> {
  const bands = Object.fromEntries(
    text.split(',').map((pair) => pair.split('=').map((part) => part.trim())),
  );
  if (!bands.r || !bands.g || !bands.b) throw new UsageError(`--bands ${text}: write r=K,g=H,b=J`);
  return bands;
}
