/** What the operating system's error codes mean, and what to do. */
const meanings: Record<string, string> = {
  EACCES: 'this user may not: check owner and rights, or give another',
  EPERM: 'this user may not: check owner and rights, or give another',
  EROFS: 'the disk is read-only: give a place on another one',
  ENOENT: 'it is not there: check the path',
  ENOTDIR: 'a part of the path is a file, not a folder: check the path',
  EISDIR: 'it is a folder, and a file is needed: check the path',
  EEXIST: 'a file of that name exists: give another name',
  ENOSPC: 'the disk is full: free some space, or give a place on another one',
  EDQUOT: "this user's share of the disk is full: free some space, or give a place on another one",
  EIO: 'the disk failed: check it, or give a place on another one',
  ENAMETOOLONG: 'the name is too long: give a shorter one',
  ELOOP: 'its links go in a circle: check the path',
  EMFILE: 'too many files are open: raise the limit (ulimit -n)',
  EADDRINUSE: 'another program has this port: give another with --port N',
  EADDRNOTAVAIL: 'this machine has no such address: give one of its own with --host',
  ENOTFOUND: 'there is no such address: check its name',
};

/** What a system call failed with, in a sentence; undefined for any other error. */
export function systemWords(error: unknown): string | undefined {
  const { code, path, port, address } = error as NodeJS.ErrnoException & {
    port?: number;
    address?: string;
  };
  const meaning = code !== undefined && Object.hasOwn(meanings, code) ? meanings[code] : undefined;
  if (meaning === undefined) return undefined;
  const what = port === undefined ? (path ?? address) : `port ${port}`;
  if (code === 'EACCES' && port !== undefined)
    return `${what}: ports below 1024 are the system's: give another with --port N`;
  return what === undefined ? meaning : `${what}: ${meaning}`;
}
