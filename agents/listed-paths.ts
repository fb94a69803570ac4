import { elementText, withoutThinking } from './read-reply.ts';

/**
 * Paths of the JSON list in a reply's element, or anywhere in a reply without one, each once, in order; null where no
 * list of texts can be read. A fence around the list is passed over.
 */
export function listedPaths(reply: string, element: string): string[] | null {
  const text = withoutThinking(reply);
  const list = listIn(elementText(text, element) ?? text);
  return list && [...new Set(list.map((path) => path.trim().replace(/^\.\//, '')))];
}

/** The outermost list. */
function listIn(text: string): string[] | null {
  const start = text.indexOf('[');
  const end = text.lastIndexOf(']');
  if (start < 0 || end < start) return null;
  try {
    const list: unknown = JSON.parse(text.slice(start, end + 1));
    return Array.isArray(list) && list.every((path) => typeof path === 'string') ? list : null;
  } catch {
    return null;
  }
}
