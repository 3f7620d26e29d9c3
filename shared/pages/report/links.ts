import { Html } from '../../core/markup/html.ts';

/**
 * What may stand in an address, or null: a key below the run, of plain segments, so neither a
 * scheme nor a way out.
 */
export function safeKey(key: string): string | null {
  return /^[A-Za-z0-9][A-Za-z0-9._+-]*(\/[A-Za-z0-9][A-Za-z0-9._+-]*)*$/.test(key) ? key : null;
}

/**
 * A picture inside the page, as the value of an attribute (none of its characters means anything
 * there), or null.
 */
export function safeImage(dataUri: string): Html | null {
  const sane = /^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}$/.test(dataUri);
  return sane ? new Html(dataUri) : null;
}
