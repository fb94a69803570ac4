/** Places from 0 to count - 1, so that any first of them lie evenly spread over all (van der Corput's sequence). */
export function spreadPlaces(count: number): number[] {
  const places = new Set<number>();
  for (let index = 0; places.size < count; index++) places.add(Math.floor(radicalInverse(index) * count));
  return [...places];
}

/** The number's binary digits behind the point, in reverse. */
function radicalInverse(number: number): number {
  let value = 0;
  let weight = 0.5;
  for (let rest = number; rest > 0; rest = Math.floor(rest / 2)) {
    value += weight * (rest % 2);
    weight /= 2;
  }
  return value;
}
