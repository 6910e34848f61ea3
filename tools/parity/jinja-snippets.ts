// SPDX-License-Identifier: Apache-2.0

/** Templates that snippets extend, include and import. */
export const TEMPLATES: Record<string, string> = {
  base: '[{% block a %}A{% endblock %}|{% block b %}B{{ x }}{% endblock %}]',
  mid: '{% extends "base" %}{% block a %}mid:{{ super() }}{% endblock %}',
  inc: 'inc:{{ x }}:{{ y }}',
  inc_set: '{% set x = 99 %}{{ x }}',
  macros: '{% macro m(a, b=2) %}<{{ a }},{{ b }},{{ x }}>{% endmacro %}{% set v = 7 %}{% set _p = 8 %}text',
  nested: '{% include "inc" %}{% extends "base" %}',
  loopy: '{% for i in [1, 2] %}{{ i }}{% include "inc" %}{% endfor %}',
  required: '{% block r required %}{% endblock %}',
};

export const CONTEXT: Record<string, unknown> = {
  x: 5,
  s: 'Hello World',
  l: [3, 1, 2],
  d: { b: 2, a: 1, C: 3 },
  n: null,
  t: true,
  people: [
    { name: 'Zoe', age: 30, city: 'Oslo' },
    { name: 'adam', age: 25, city: 'Rome' },
    { name: 'Bob', age: 30, city: 'oslo' },
  ],
  nested: { a: { b: [1, { c: 'deep' }] } },
  text: 'first line\n  second line\n\nlast',
  u: 'é😀ß',
  html: '<a href="x">&\'</a>',
};

/** Expressions, each to be rendered as `{{ … }}`. */
const EXPRESSIONS = String.raw`
1 + 2 * 3 - 4
7 / 2
7 // 2
-7 // 2
7 % 3
-7 % 3
7.5 % 2
-7.5 // 2
2 ** 10
2 ** -1
2 ** 0.5
-2 ** 2
2 ** 3 ** 2
10 ** 20
99999999999 * 99999999999
1e3
1.5e300 * 1e10
0.1 + 0.2
1 / 3
3.0
1e16
1e-5
123456789.123456789
-0.0
1_000
0x1f + 0b11 + 0o17
true + 1
True and False or None
not x
x == 5.0
1 == true
'a' == 1
'a' < 'b'
[1, 2] < [1, 3]
1 < 2 < 3
1 < 2 > 5
1 < 'a'
x in l
3 in l
'a' in d
'ell' in s
1 in s
5 not in l
n is none
x is defined
nope is defined
nope is undefined
nope
nope.attr
nope['k']
nope + 1
nope == nope
nope or 'other'
nope ~ 'x'
'a' ~ 1 ~ none ~ 1.0
'a' 'b'
'a' + 1
1 + 'a'
'a' * 3
3 * 'ab'
'a' * -1
[1] * 2
[1] + [2]
[1] + (2,)
(1, 2) + (3,)
(1,)
()
[]
{}
{'a': 1, 2: [3], none: 1.5, true: 'x'}
{1: 'a', true: 'b', 1.0: 'c'}
[1, 'two', 3.0, none, true, nope, [], {}, ()]
['it''s', "say \"hi\"", 'a\nb\t\\', 'é', '\x00\x7f\x80']
"'" ~ '"'
["'", '"', '\'"']
l[0]
l[-1]
l[10]
l[1:]
l[:-1]
l[::-1]
l[::2]
l[5:1]
l['a']
s[0]
s[-3:]
s[::-1]
u[1]
u|length
u[::-1]
d.a
d['b']
d.missing
d['missing']
d.items()
d.keys()
d.values()
d.items()|list
d.get('a')
d.get('zz')
d.get('zz', 'dflt')
d.get(l)
nested.a.b[1].c
nested['a']['b'][0]
nested.a.b.1.c
people[0].name
people.0.name
s.upper()
s.lower().split()
s.split('o')
s.split('o', 1)
s.rsplit('o', 1)
' a  b '.split()
' a  b c '.split(none, 1)
' a  b c '.rsplit(none, 1)
''.split()
''.split(',')
s.split('')
s.replace('l', 'L')
s.replace('l', 'L', 1)
'abc'.replace('', '-')
s.find('o')
s.find('z')
s.rfind('o')
s.find('o', 5)
s.index('z')
s.count('l')
s.count('')
s.startswith('He')
s.startswith(('x', 'H'))
s.endswith('ld')
s.startswith('W', 6)
s.title()
'hello wORLD it''s'.title()
s.swapcase()
'hELLO'.capitalize()
'  x '.strip()
'xxaxx'.strip('x')
'xyaxy'.lstrip('xy')
'xyaxy'.rstrip('yx')
'a,b'.partition(',')
'a,b,c'.rpartition(',')
'abc'.partition('x')
'a'.center(5) ~ '|'
'ab'.center(5, '*')
'a'.ljust(3, '.') ~ 'a'.rjust(3, '.')
'42'.zfill(5)
'-42'.zfill(5)
'12'.isdigit()
'1a'.isalnum()
'ab'.isalpha()
' '.isspace()
'Ab'.istitle()
'AB'.isupper()
'ab1'.islower()
'a\nb\r\nc'.splitlines()
'a\tb'.expandtabs(4)
'-'.join(['a', 'b'])
'-'.join([1])
'-'.join('abc')
'{} {}'.format(1, 'a')
'{0} {1} {0}'.format('a', 'b')
'{a} {b!r}'.format(a=1, b='x')
'{:>5}|{:<5}|{:^5}|{:05d}|{:x}|{:.2f}|{:,}'.format('a', 'b', 'c', 42, 255, 3.14159, 1234567)
'{:e} {:g} {:%} {:+d} {:#x} {:b}'.format(12345.678, 0.00001234, 0.5, 3, 255, 5)
'{0[a]} {1.b}'.format(d, d)
'{'.format()
'{2}'.format(1)
'{{}}'.format()
'%s %d %05.2f %x %r %%' % ('a', 42, 3.14159, 255, 'q')
'%(a)s-%(b)d' % d
'%s' % 1
'%s %s' % (1,)
'%d' % 'a'
'%5s|%-5s|%+d|%e|%g|%c|%o' % ('a', 'b', 5, 12345.678, 0.0001, 'z', 8)
'%s' % [1]
l.append(4)
l.index(2)
l.count(1)
(1, 2, 1).count(1)
s.__class__
s['__class__']
''.__class__.__mro__
d.__init__
x.__add__
s.constructor
d.constructor
d.__proto__
l.length
l.map
s.length
nope()
x()
s()
d.a()
s.nothing()
s|upper
s|lower|title
'foo-bar baz_qux (x)'|title
s|capitalize
s|length
l|length
d|length
x|length
nope|length
l|first
l|last
[]|first
[]|last
''|first
s|first
d|first
l|join(', ')
l|join
d|join(',')
people|join(', ', attribute='name')
'abc'|join('-')
x|join
nope|join(',')
l|sort
l|sort(reverse=true)
['b', 'A', 'c']|sort
['b', 'A', 'c']|sort(case_sensitive=true)
people|sort(attribute='name')|map(attribute='name')|list
people|sort(attribute='age,name')|map(attribute='name')|list
[1, 'a']|sort
d|dictsort
d|dictsort(true)
d|dictsort(false, 'value')
d|dictsort(reverse=true)
l|reverse|list
s|reverse
l|list
s|list
d|list
l|sum
people|sum(attribute='age')
people|sum('age', 100)
[]|sum
['a']|sum
[0.1, 0.2]|sum
l|min
l|max
people|max(attribute='age')
['b', 'A']|min
[]|max
[1, 2, 1, 3, 2]|unique|list
['a', 'A', 'b']|unique|list
people|unique(attribute='city')|map(attribute='city')|list
people|groupby('age')
people|groupby('city')|map('first')|list
people|groupby('city')|map(attribute='grouper')|list
people|groupby('nope', default='x')|list|length
people|map(attribute='name')|list
people|map(attribute='zip', default='?')|list
people|map(attribute='zip')|list
l|map('string')|list
['a', 'b']|map('upper')|join(',')
['a-b']|map('replace', '-', '+')|list
l|map('nope')|list
people|selectattr('age', 'gt', 26)|map(attribute='name')|list
people|rejectattr('age', 'equalto', 30)|map(attribute='name')|list
people|selectattr('name')|list|length
[0, 1, '', 'a', none]|select|list
[0, 1, '', 'a', none]|reject|list
l|select('odd')|list
l|reject('even')|list
l|select('gt', 1)|list
l|select('divisibleby', 2)|list
l|select('nope')|list
l|batch(2)|list
l|batch(2, 'x')|list
l|slice(2)|list
l|slice(2, 'x')|list
[1, 2, 3, 4, 5]|slice(3)|list
nope|default('d')
none|default('d')
none|default('d', true)
''|default('d', boolean=true)
x|default
nope|d
'42'|int
'42.7'|int
'abc'|int
'abc'|int(7)
'0x1f'|int(base=16)
'1f'|int(base=16)
'0b11'|int(0, 2)
'11'|int(base=2)
' 12 '|int
'1_000'|int
'1e3'|int
4.9|int
-4.9|int
true|int
none|int
none|int(3)
l|int(9)
nope|int
'3.5'|float
'abc'|float
'abc'|float(1.5)
'1e400'|float
'nan'|float
none|float
7|float
3.14159|round
3.14159|round(2)
2.5|round
3.5|round
-2.5|round
0.5|round
1234|round(-2)
1250|round(-2)
1.45|round(1)
2.675|round(2)
1.1|round(method='ceil')
1.9|round(0, 'floor')
-1.234|round(1, 'floor')
5|round
-5|abs
-5.5|abs
'a'|abs
text|indent
text|indent(2)
text|indent(2, true)
text|indent(2, false, true)
text|indent('> ')
x|indent
'a,b'|replace(',', ';')
'aaa'|replace('a', 'b', 2)
x|replace('5', 'five')
'  x  '|trim
'xxaxx'|trim('x')
s|truncate(8)
s|truncate(8, true)
s|truncate(8, false, '!')
s|truncate(8, true, leeway=0)
s|truncate(2)
s|center(21)
s|wordcount
s|wordwrap(6)
'a very-long-word here'|wordwrap(8)
'averyveryverylongword'|wordwrap(5)
'averyveryverylongword x'|wordwrap(5, false)
text|wordwrap(8)
s|string
x|string
l|string
html|escape
html|e
html|forceescape
html|safe
html|striptags
html|urlencode
'a b/c?d=é'|urlencode
d|urlencode
[('a', 'b c')]|urlencode
l|pprint
d|tojson
[1, 1.5, 'é<&>', none, true, {'b': 1, 'a': [2]}]|tojson
{'a': [1, {}], 'b': []}|tojson(indent=2)
nope|tojson
'%s and %s'|format('a', 'b')
'%(x)s'|format(x=1)
1000|filesizeformat
123456789|filesizeformat
1|filesizeformat
1024|filesizeformat(true)
'x'|filesizeformat
d|items|list
nope|items|list
{'class': 'a', 'id': none, 'x': '<'}|xmlattr
d|attr('a')
x|attr('nope')
x|nofilter
x is nofilter
x is odd
4 is even
x is divisibleby 5
x is divisibleby(2)
s is string
x is number
1.5 is number
x is integer
1.0 is integer
1.0 is float
true is integer
true is boolean
t is true
t is false
d is mapping
l is sequence
s is sequence
x is sequence
l is iterable
x is iterable
d.items() is iterable
range(3) is sequence
nope is iterable
n is none
l is sameas l
x is sameas 5
x is eq 5
x is ==(5)
x is ne 4
x is lt 6
x is ge 5
x is in l
1 is in l
s is lower
'abc' is lower
'ABC' is upper
s.upper is callable
s is callable
x is not odd
x is not defined
not x is odd
'upper' is filter
'nope' is filter
'odd' is test
x is escaped
x is odd and l
x if t else 'no'
x if not t
(x if not t) is undefined
'a' if t else 'b' if t else 'c'
range(5)|list
range(2, 8, 3)|list
range(5, 0, -2)|list
range(3)
range(0, 10, 3)
range(0)
range(3)[1]
range(1, 2, 0)
range(1000000000)
range('a')
dict(a=1, b='x')
dict([('a', 1)], b=2)
dict(d, z=1)
dict(1)
namespace(a=1).a
namespace(a=1)
joiner()()
cycler(1, 2).next()
cycler(1, 2).current
[x, x + 1]|map('string')|join('/')
(1, 2)[0]
{'a': {'b': 1}}.a.b
'a' in ['a', 'b'] and 'c' not in ['a']
[1, 2, 3][1:]|join
('a', 'b')|join
l|join(' ')|upper
s.split()[0]
d.items()|map('first')|list
d.items()|map(attribute=0)|list
d.items()|selectattr(1, 'gt', 1)|list
d.items()[0]
d.keys()[0]
d|length > 2
x|default(l[9])
not true == false
1 if 0 else 2
-x
+x
-s
- -3
--3
-x|abs
2|abs + 3
x.5
1.5.5
x.
foo bar
(
[1, 2
{'a' 1}
x | 
x is
'unclosed
1 +
x y
*x
a=1
f(a=1, 2)
"\u00e9\x41\101\n\q"
'\''
[1,]
(1,)
{'a': 1,}
[,]
s.upper(1)
s.split(sep='o')
s.split(maxsplit=1)
l|join(d='-')
l|join(sep='-')
d.update({'z': 9})
d.pop('a')
d.pop('zz')
d.setdefault('q', 1)
d.copy()
d.clear()
`
  .trim()
  .split('\n');

/** Whole templates. */
const TEXTS: string[] = [
  'plain',
  '',
  'a\n',
  'a\n\n',
  'a\r\nb\r\n',
  '{{ x }}\n{{ x }}\n',
  '{# comment #}x',
  '{#- strip -#} x',
  'a {# c #}\nb',
  'a\n{# c #}\nb',
  '{% if t %}\nyes\n{% endif %}\nend',
  '  {% if t %}\n  yes\n  {% endif %}\nend',
  'a {%- if t -%} b {%- endif -%} c',
  'a {{- x -}} b',
  'a\n  {%+ if t %}b{% endif +%}\nc',
  '{% if t -%}\n\n  x\n{%- endif %}',
  '{% raw %}{{ x }}{% if %}{% endraw %}',
  '{% raw %}\nx\n{% endraw %}\ny',
  '{%- raw -%} x {%- endraw -%} y',
  '{% raw %}',
  '{% if x == 5 %}five{% elif x == 6 %}six{% else %}other{% endif %}',
  '{% if nope %}a{% elif t %}b{% endif %}',
  '{% if %}{% endif %}',
  '{% if x %}',
  '{% endif %}',
  '{% nope %}',
  '{% %}',
  '{{ }}',
  '{{ x',
  '{% x',
  '{# x',
  '{{ x }',
  '}} %} #}',
  '{{ "}}" }}{{ "%}" }}',
  '{% for i in l %}{{ i }},{% endfor %}',
  '{% for i in l %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.depth }}|{% endfor %}',
  '{% for i in l %}{{ loop.previtem }}<{{ i }}>{{ loop.nextitem }} {% endfor %}',
  '{% for i in l %}{{ loop.cycle("a", "b") }}{{ loop.changed(i > 1) }}{% endfor %}',
  '{% for i in [] %}x{% else %}empty{% endfor %}',
  '{% for i in nope %}x{% else %}empty{% endfor %}',
  '{% for i in x %}x{% endfor %}',
  '{% for i in none %}x{% endfor %}',
  '{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}',
  '{% for k, v in d|dictsort %}{{ k }}={{ v }};{% endfor %}',
  '{% for k in d %}{{ k }}{% endfor %}',
  '{% for c in s %}{{ c }}.{% endfor %}',
  '{% for a, b in [[1, 2], [3, 4]] %}{{ a }}{{ b }}{% endfor %}',
  '{% for a, b in [[1, 2, 3]] %}{{ a }}{% endfor %}',
  '{% for a, b in [[1]] %}{{ a }}{% endfor %}',
  '{% for (a, b) in [[1, 2]] %}{{ a }}{% endfor %}',
  '{% for a, (b, c) in [[1, [2, 3]]] %}{{ a }}{{ b }}{{ c }}{% endfor %}',
  '{% for i in l if i > 1 %}{{ i }}{{ loop.index }}{{ loop.length }}{% endfor %}',
  '{% for i in l if i > 9 %}{{ i }}{% else %}none{% endfor %}',
  '{% for i in 1, 2, 3 %}{{ i }}{% endfor %}',
  '{% for i in (1 if t else 2), 3 %}{{ i }}{% endfor %}',
  '{% for i in range(3) recursive %}{{ i }}{% endfor %}',
  '{% for i in [[1, [2]], 3] recursive %}{% if i is iterable %}[{{ loop(i) }}]{% else %}{{ i }}@{{ loop.depth }}{% endif %}{% endfor %}',
  '{% for i in [1] %}{{ loop([2]) }}{% endfor %}',
  '{% for i in l %}{% for j in l %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}',
  '{% for i in l %}{% set y = i %}{% endfor %}{{ y }}',
  '{% for i in l %}{{ y }}{% set y = i %}{{ y }}{% endfor %}',
  '{% for x in [1] %}{{ x }}{% endfor %}{{ x }}',
  '{% for x in x %}{% endfor %}',
  '{% for i in l %}{% if i == 1 %}{% set found = true %}{% endif %}{% endfor %}{{ found }}',
  '{% set ns = namespace(n=0) %}{% for i in l %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}',
  '{% set ns.x = 1 %}',
  '{% set ns = {} %}{% set ns.x = 1 %}',
  '{{ loop }}{{ loop is defined }}',
  '{% for i in l %}{{ loop.nope }}{{ loop }}{% endfor %}',
  '{% set a = 1 %}{{ a }}',
  '{% set a, b = 1, 2 %}{{ a }}{{ b }}',
  '{% set a, b = [1, 2, 3] %}',
  '{% set a = 1, 2 %}{{ a }}',
  '{% set a %}block {{ x }}{% endset %}[{{ a }}]',
  '{% set a | upper %}block {{ x }}{% endset %}[{{ a }}]',
  '{% set a | replace("b", "B") | upper | indent(2) %}b\nb{% endset %}[{{ a }}]',
  '{% set a %}{% endset %}[{{ a }}]',
  '{% set true = 1 %}',
  '{% set a.b = 1 %}',
  '{% set "a" = 1 %}',
  '{% set a = nope %}{{ a is defined }}{{ a }}',
  '{% set x = x + 1 %}{{ x }}',
  '{% if t %}{% set q = 1 %}{% endif %}{{ q }}',
  '{% if nope %}{% set q = 1 %}{% endif %}{{ q }}|',
  '{% with a = 1, b = 2 %}{{ a }}{{ b }}{% endwith %}{{ a }}',
  '{% with a = 1, b = a %}{{ b }}|{% endwith %}',
  '{% with %}{% set a = 1 %}{{ a }}{% endwith %}{{ a }}',
  '{% with a, b = [1, 2] %}{{ a }}{{ b }}{% endwith %}',
  '{% filter upper %}abc {{ s }}{% endfilter %}',
  '{% filter indent(2)|upper %}a\nb{% endfilter %}',
  '{% filter indent(width=4, first=true) %}a\nb{% endfilter %}',
  '{% filter nope %}a{% endfilter %}',
  '{% filter upper %}{% set z = 1 %}{% endfilter %}{{ z }}',
  '{% macro m(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}{{ m(1) }} {{ m(1, 3) }} {{ m(b=4, a=5) }} {{ m() }}',
  '{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}',
  '{% macro m(a) %}{{ a }}{% endmacro %}{{ m(c=2) }}',
  '{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, 3, k=4) }}',
  '{% macro m(a, b=a) %}{{ b }}{% endmacro %}{{ m(7) }}',
  '{% macro m(a=1, b) %}{% endmacro %}',
  '{% macro m() %}{{ x }}{% set x = 1 %}{{ x }}{% endmacro %}{{ m() }}{{ x }}',
  '{% macro m() %}{{ later }}{% endmacro %}{% set later = 3 %}{{ m() }}',
  '{% macro m() %}{{ caller() }}!{% endmacro %}{% call m() %}body {{ x }}{% endcall %}',
  '{% macro m() %}{{ caller(1, 2) }}{% endmacro %}{% call(a, b) m() %}{{ a }}+{{ b }}{% endcall %}',
  '{% macro m() %}x{% endmacro %}{% call m() %}body{% endcall %}',
  '{% macro m() %}{{ caller }}{% endmacro %}{{ m() }}',
  '{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}',
  '{% macro f(n) %}{% if n > 0 %}{{ n }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(5) }}',
  '{% macro m(a) %}{% endmacro %}{{ m }}{{ m.name }}{{ m.arguments }}{{ m.catch_kwargs }}',
  '{% for i in l %}{% macro q() %}{{ i }}{% endmacro %}{{ q() }}{% endfor %}{{ q is defined }}',
  '{% call x() %}{% endcall %}',
  '{% call x %}{% endcall %}',
  '{% call s.upper() %}{% endcall %}',
  '{% block a %}A{{ x }}{% endblock %}',
  '{% block a %}A{% endblock a %}',
  '{% block a %}A{% endblock b %}',
  '{% block a %}{% endblock %}{% block a %}{% endblock %}',
  '{% block a-b %}{% endblock %}',
  '{% block a %}{% block b %}B{% endblock %}{% endblock %}',
  '{% set y = 1 %}{% block a %}{{ y }}{% set y = 2 %}{{ y }}{% endblock %}{{ y }}',
  '{% for i in l %}{% block a %}{{ i }}{% endblock %}{% endfor %}',
  '{% for i in l %}{% block a scoped %}{{ i }}{% endblock %}{% endfor %}',
  '{% block a %}A{% endblock %}{{ self.a() }}{{ self.a() }}',
  '{{ self.nope() }}',
  '{{ self.nope }}',
  '{{ super() }}',
  '{% block a %}{{ super() }}{% endblock %}',
  '{% extends "base" %}',
  '{% extends "base" %}{% block a %}child{% endblock %}',
  '{% extends "base" %}{% block a %}{{ super() }}+{{ super() }}{% endblock %}',
  '{% extends "mid" %}{% block a %}child:{{ super() }}{% endblock %}',
  '{% extends "mid" %}{% block a %}{{ super.super() }}{% endblock %}',
  '{% extends "mid" %}{% block a %}{{ self.b() }}{% endblock %}',
  '{% extends "base" %}{% set x = 77 %}',
  '{% set x = 77 %}{% extends "base" %}',
  '{% extends "base" %}{% if t %}{% set x = 78 %}{% endif %}',
  '{% extends "base" %}{% for i in l %}{% set x = i %}{% endfor %}',
  'before{% extends "base" %}after{{ x }}',
  'before {% if t %}{% extends "base" %}{% endif %} after',
  'before {% if nope %}{% extends "base" %}{% endif %} after {% block a %}own{% endblock %}',
  '{% extends "base" %}{% extends "mid" %}',
  '{% extends "nothing" %}',
  '{% extends nope %}',
  '{% extends x %}',
  '{% set p = "base" %}{% extends p %}',
  '{% extends ["base"] %}',
  '{% extends "base" %}{% block new %}not shown{% endblock %}',
  '{% extends "base" %}{% block a %}{% block c %}C{% endblock %}{% endblock %}',
  '{% extends "base" %}{% macro m() %}M{% endmacro %}{% block a %}{{ m() }}{% endblock %}',
  '{% extends "base" %}{% set v %}cap{% endset %}{% block a %}{{ v }}{% endblock %}',
  '{% extends "base" %}{% include "inc" %}',
  '{% extends "base" %}{% filter upper %}f{% endfilter %}',
  '{% extends "base" %}{% for i in l %}{% include "inc" %}x{% endfor %}',
  '{% extends "base" %}{% from "macros" import m %}{% block a %}{{ m(1) }}{% endblock %}',
  '{% extends "required" %}',
  '{% extends "required" %}{% block r %}ok{% endblock %}',
  '{% include "required" %}',
  '{% block r required %}text{% endblock %}',
  '{% include "inc" %}',
  '{% set y = 3 %}{% include "inc" %}',
  '{% for y in l %}{% include "inc" %};{% endfor %}',
  '{% include "inc" without context %}',
  '{% include "inc" with context %}',
  '{% include "inc_set" %}{{ x }}',
  '{% include "nothing" %}',
  '{% include "nothing" ignore missing %}ok',
  '{% include ["nothing", "inc"] %}',
  '{% include ["nothing", "no"] ignore missing %}ok',
  '{% include ["nothing", "no"] %}',
  '{% include nope %}',
  '{% include "nested" %}',
  '{% include "loopy" %}',
  '{% include "base" %}',
  '{% block a %}outer{% endblock %}{% include "base" %}',
  '{% import "macros" as m %}{{ m.m(1) }}{{ m.v }}{{ m._p }}{{ m.nope }}',
  '{% import "macros" as m with context %}{{ m.m(1) }}',
  '{% import "macros" as m %}{{ m }}',
  '{% from "macros" import m, v as w %}{{ m(1) }}{{ w }}',
  '{% from "macros" import m with context %}{{ m(1) }}',
  '{% from "macros" import nope %}{{ nope }}',
  '{% from "macros" import nope %}{{ nope() }}',
  '{% from "macros" import _p %}',
  '{% from "macros" import m, %}{{ m(1) }}',
  '{% import "macros" as m %}{% block a %}{{ m.v }}{% endblock %}',
  '{% autoescape false %}{{ html }}{% endautoescape %}',
  '{% print x %}{% print x, s %}',
  '{% do l.append(1) %}',
  '{% break %}',
  '{% trans %}x{% endtrans %}',
  '{% set l2 = [1] %}{{ l2.append(2) }}{{ l2 }}',
  '{% set l2 = [1, 2, 3] %}{{ l2.pop() }}{{ l2.pop(0) }}{{ l2.insert(0, 9) }}{{ l2.extend([7]) }}{{ l2.remove(2) }}{{ l2.reverse() }}{{ l2 }}',
  '{% set l2 = [3, 1] %}{{ l2.sort() }}{{ l2 }}{{ l2.sort(reverse=true) }}{{ l2.clear() }}{{ l2 }}',
  '{% set d2 = {} %}{{ d2.update(a=1) }}{{ d2.update({"b": 2}) }}{{ d2.setdefault("c", 3) }}{{ d2.pop("a") }}{{ d2.popitem() }}{{ d2 }}',
  '{% set g = l|map("string") %}{{ g|list }}{{ g|list }}{{ g is defined and g|length }}',
  '{% if l|select("gt", 99) %}true{% endif %}',
  '{% set c = cycler("a", "b") %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}{{ c.reset() }}{{ c.current }}',
  '{% set j = joiner("|") %}{% for i in l %}{{ j() }}{{ i }}{% endfor %}',
  '{% set l2 = [1] %}{% if l2.append(l2) %}{% endif %}{{ l2 }}',
  '{{ x }}{{ "\n" }}{{ x }}',
  "{{ 'a' if x else }}",
  '{{ x }}\n\n{% set a = 1 %}\n\n{{ a }}\n',
  '{% set a = [\n  1,\n  2,\n] %}{{ a }}',
  '{{ {"a": 1,\n "b": [1, 2]} }}',
  'é😀 {{ u }}',
];

export const SNIPPETS: string[] = [...EXPRESSIONS.map((expression) => `{{ ${expression} }}`), ...TEXTS];
