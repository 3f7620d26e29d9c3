import { keys } from '../../shared/contracts/keys.ts';
import { type FileKind, fileKind } from '../../shared/contracts/run-files.ts';

/** Something that a run holds somewhere, and is paid for. */
export interface StoredObject {
  /** relative to the run's prefix */
  key: string;
  bytes: number;
  /** what a plain listing does not show */
  form: 'file' | 'old version' | 'unfinished upload' | 'half-written file';
  /** for who removes it: the id of a version or an upload, the name of a half-written file */
  id?: string;
}

/** All that stands under a run's prefix, and what takes it away. */
export interface Holdings {
  list(): Promise<StoredObject[]>;
  remove(held: readonly StoredObject[]): Promise<void>;
  /** what cannot be looked for here, in words */
  notes: readonly string[];
}

/** What `clean --keep` can spare. */
export type Keep = Exclude<FileKind, 'working'>;

/** What goes, what stays because it is to be kept, and what stays because no run made it. */
export interface Division {
  going: StoredObject[];
  kept: StoredObject[];
  foreign: StoredObject[];
}

/** Old versions and unfinished uploads go also of what is kept. */
export function divide(all: readonly StoredObject[], keep: readonly Keep[]): Division {
  const division: Division = { going: [], kept: [], foreign: [] };
  for (const held of all) {
    const kind = held.form === 'half-written file' ? 'working' : fileKind(held.key);
    if (kind === undefined) division.foreign.push(held);
    else if (held.form === 'file' && (keep as FileKind[]).includes(kind)) division.kept.push(held);
    else division.going.push(held);
  }
  return division;
}

const marks: string[] = [keys.request, keys.list, keys.parameters];

/** What says that this is a run goes last: a removal that was broken off can be gone on with. */
export async function removeRun(holdings: Holdings, going: readonly StoredObject[]): Promise<void> {
  const isMark = ({ key }: StoredObject) => marks.includes(key);
  await holdings.remove(going.filter((held) => !isMark(held)));
  await holdings.remove(going.filter(isMark));
}
