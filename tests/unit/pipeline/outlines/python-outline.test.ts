import { expect, test } from 'vitest';
import { outlineOf } from '../../../../pipeline/outlines/outline.ts';

function outline(text: string): string {
  return outlineOf({ path: 'lib/a.py', text });
}

test('a module is its docstring, names, classes and functions, each with its documentation and decorators', () => {
  const text = `#!/usr/bin/env python
"""Shapes of the plane.

Much more about them.
"""
from math import pi

PI = pi
UNIT, ZERO = 1, 0
limit: int = 5

@register("circle")
class Circle(Shape):
    """A round shape."""

    sides = 0
    radius: float

    @property
    def area(self):  # squared
        """Area in units.
        Never negative.
        """
        result = PI * self.radius
        def inner():
            pass
        return result

    async def draw(self, on="a:b"): return on


def largest(
    shapes,  # any
    *,
    key=lambda shape: shape.area,
) -> "Shape":
    return max(shapes, key=key)
`;
  expect(outline(text)).toBe(`"""Shapes of the plane."""
PI, UNIT, ZERO, limit = ...
@register("circle")
class Circle(Shape)
    """A round shape."""
    sides, radius = ...
    @property
    def area(self)
        """Area in units."""
    async def draw(self, on="a:b")
def largest( shapes, *, key=lambda shape: shape.area, ) -> "Shape"`);
});

test('what stands in strings, comments and brackets defines nothing', () => {
  const text = `TEXT = """
def not_here(): pass
"""
OTHER = ('it\\'s', "class Nor(",
  "# here")
# class Gone: pass
call(
    keyword=1,
)
else_ = 1
`;
  expect(outline(text)).toBe('TEXT, OTHER, else_ = ...');
});

test('a bracket or a quote that nobody closes takes no definition with it', () => {
  const text = "broken = (1,\ndef after(): pass\nquote = 'open\nclass Last: pass\n";
  expect(outline(text)).toBe('broken = ...\ndef after()\nquote = ...\nclass Last');
});

test('definitions under a condition count, tabs and Windows lines too', () => {
  const text = 'try:\r\n\timport x\r\nexcept ImportError:\r\n\tdef x():\r\n\t\tpass\r\nelse:\r\n\tY = 1\r\n';
  expect(outline(text)).toBe('        def x()\n        Y = ...');
});

test('clauses, comparisons and calls are no names', () => {
  const text = 'if a == b:\n    pass\nelse:\n    c()\nd[0] = 1\ne.f = 2\ng += 1\nh = 3\n';
  expect(outline(text)).toBe('h = ...');
});

test('long rows of names, signatures and lines are cut', () => {
  const names = Array.from({ length: 50 }, (_, place) => `N${place} = 1`).join('\n');
  const arguments_ = Array.from({ length: 200 }, (_, place) => `a${place}`).join(', ');
  const lines = outline(`${names}\ndef long(${arguments_}):\n    """${'x'.repeat(500)}"""\n`).split('\n');
  expect(lines[0]).toMatch(/N39, \.\.\. \(10 more\) = \.\.\.$/);
  expect(lines.every((line) => line.length < 420)).toBe(true);
});

test('a file without any definition shows its first lines', () => {
  expect(outline('import lib\n\nlib.run()\n')).toBe('import lib\nlib.run()');
  expect(outline('')).toBe('');
});
