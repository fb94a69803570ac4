/** A model's name as others may read it: without the address of a server or the place of a tape on this machine. */
export function publicModel(name: string): string {
  if (name.startsWith('tape:')) return 'tape';
  return name.replace(/@https?:\/\/.*$/s, '');
}
