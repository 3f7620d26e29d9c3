/** The options of `starfan mosaic` as they were written. */
export type MosaicArguments = Partial<Record<string, string | boolean>>;

/** A text option. */
export const textOption = (options: MosaicArguments, name: string): string | undefined => {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
};
