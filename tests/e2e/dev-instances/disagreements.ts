/** What is recorded and was not found so, each as a line of text. */
export function disagreements<T>(recorded: ReadonlyMap<string, T>, found: ReadonlyMap<string, T>): string[] {
  return [...recorded].flatMap(([key, value]) =>
    found.get(key) === value ? [] : [`${key}: ${found.get(key) ?? 'nothing'}, recorded ${value}`],
  );
}

/** The control: the keys whose record, made false on purpose, `disagreements` would not tell alone. */
export function missedFalsehoods<T>(
  recorded: ReadonlyMap<string, T>,
  found: ReadonlyMap<string, T>,
  falsified: (value: T) => T,
): string[] {
  return [...recorded].flatMap(([key, value]) => {
    const [told, ...more] = disagreements(new Map([...recorded, [key, falsified(value)]]), found);
    return told?.startsWith(`${key}: ${value}, `) && more.length === 0 ? [] : [key];
  });
}
