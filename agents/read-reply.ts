import type { Reply } from '../domain/model.ts';
import { hasBlock } from '../domain/parse-edit.ts';

/** The elements by which a reply acts. `done` has no body. */
export type Tag = 'test' | 'edit' | 'choice' | 'done';

export type ReadReply =
  | { readonly ok: true; readonly tag: Tag; readonly body: string }
  | { readonly ok: false; readonly problem: string };

interface Element {
  readonly tag: Tag;
  /** Null where the closing tag is missing. */
  readonly body: string | null;
}

/**
 * Reads the one element that a reply must have. An element's body runs from its first opening to its last closing
 * tag, so that code may hold such tags itself; prose and fences around it are passed over. A reply with none, with
 * several, with one that is not allowed now, or cut off inside one is a format slip: the problem is for the model.
 */
export function readReply(reply: Reply, allowed: readonly Tag[]): ReadReply {
  const text = withoutThinking(reply.text);
  const elements = elementsOf(text);
  const [first] = elements;
  // Blocks speak for themselves; but of a reply that was cut, nobody knows how many were to come.
  if (!first && allowed.includes('edit') && hasBlock(text) && reply.stop !== 'length') {
    return { ok: true, tag: 'edit', body: text };
  }
  if (!first) return slip(`It has none of ${listed(allowed)}.`, reply);
  if (first.body === null) return slip(`Its <${first.tag}> is not closed by </${first.tag}>.`, reply);
  if (elements.length > 1) {
    const names = elements.map(({ tag }) => tagName(tag)).join(' and ');
    return slip(`It has ${names}, and only one element may be in a reply.`, reply);
  }
  if (!allowed.includes(first.tag)) {
    return slip(`It has ${tagName(first.tag)}, but now it must have ${listed(allowed)}.`, reply);
  }
  if (first.tag !== 'done' && first.body.trim() === '') return slip(`Its <${first.tag}> is empty.`, reply);
  return { ok: true, tag: first.tag, body: first.body };
}

/** Text between the first `<name>` and the last `</name>`, trimmed; null where there is none. */
export function elementText(text: string, name: string): string | null {
  const start = text.indexOf(`<${name}>`);
  const end = text.lastIndexOf(`</${name}>`);
  if (start < 0 || end < start) return null;
  return text.slice(start + name.length + 2, end).trim();
}

/** Reasoning that some open models put before their answer is no part of it. */
export function withoutThinking(text: string): string {
  return text.replace(/^\s*<(think|thinking)>.*?<\/\1>/s, '');
}

/** A body without the one Markdown fence that may be around it. */
function withoutFence(body: string): string {
  return /^\s*(```+|~~~+)[^\n]*\n(.*?)\n?\1\s*$/s.exec(body)?.[2] ?? body;
}

/** A script as it is stored: LF, no fence, no blank lines around it, one newline at its end. */
export function scriptText(body: string): string {
  const code = withoutFence(body.replaceAll('\r\n', '\n'));
  return `${code.replace(/^(?:[ \t]*\n)+/, '').trimEnd()}\n`;
}

function elementsOf(text: string): Element[] {
  // A tag in the middle of a line is mostly prose about tags; it counts only where no line begins with one.
  const atLineStart = collect(text, /^[ \t]*<(test|edit|choice|done)[ \t]*\/?>/m);
  return atLineStart.length > 0 ? atLineStart : collect(text, /<(test|edit|choice|done)[ \t]*\/?>/);
}

function collect(text: string, opening: RegExp): Element[] {
  const found = opening.exec(text);
  const tag = TAGS.find((one) => one === found?.[1]);
  if (!found || !tag) return [];
  const rest = text.slice(found.index + found[0].length);
  if (tag === 'done') return [{ tag, body: '' }, ...collect(rest, opening)];
  const closing = `</${tag}>`;
  const end = rest.lastIndexOf(closing);
  if (end < 0) return [{ tag, body: null }];
  const body = rest.slice(0, end);
  const element = { tag, body };
  const again = tag !== 'edit' && reopened(body, tag) ? [element] : [];
  return [element, ...again, ...collect(rest.slice(end + closing.length), opening)];
}

const TAGS: readonly Tag[] = ['test', 'edit', 'choice', 'done'];

/** Two elements of one kind. Blocks of several `<edit>`s are one edit; of two scripts, neither is the script. */
function reopened(body: string, tag: Tag): boolean {
  return new RegExp(`</${tag}>[ \\t]*$.*^[ \\t]*<${tag}>`, 'ms').test(body);
}

function slip(problem: string, { stop }: Reply): ReadReply {
  if (stop === 'length') {
    return {
      ok: false,
      problem: `${problem} It was cut off at the limit of a reply's length; write less around it.`,
    };
  }
  return { ok: false, problem };
}

function listed(tags: readonly Tag[]): string {
  return tags.map(tagName).join(', ');
}

function tagName(tag: Tag): string {
  return tag === 'done' ? '<done/>' : `<${tag}>`;
}
