/** The name of an image's file, as a person wrote it: the last part of its address. */
export function nameOfFile(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a % of its own
  }
}
