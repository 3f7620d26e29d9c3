/**
 * The part of a run's name that says what it is about: Latin letters, digits, _ and - of a list's
 * file name, at most so many; `other` where it has none. It never begins with -, which a command
 * would take for an option.
 */
export function runStem(fileName: string, most: number, other: string): string {
  const safe = fileName
    .replace(/\.[a-z]+$/i, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '');
  return safe.slice(0, most) || other;
}
