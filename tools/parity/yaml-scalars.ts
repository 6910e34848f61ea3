// SPDX-License-Identifier: Apache-2.0

/** Scalars that YAML libraries disagree about. */
export const SCALARS = `
y n Y N yes Yes YES yEs no on On oN off true TRUE tRUE false null Null NULL nULL ~ ~~ none None
0 00 07 08 0o7 0777 0888 -0 +0 1 +1 -1 1_000 _1 1_ 0_ 0b0 0b101 0b_1 0b2 0x 0x1F -0xff 0x_f 0xfg
9007199254740991 9007199254740992 -9007199254740993 123456789012345678901234567890
1:30 1:2:3 01:30 1:60 0:30 12:30:45 190:20:30 190:20:30.15 -1:30 1:30. 60:0
1. 1.0 .5 -.5 +.5 . ._ ._5 .5_ 1.5_0 0.0 -0.0 1e5 1E5 1e+5 1.e+5 1.0e5 1.5e+5 1.5E-5 .5e+3 1.0e+400 1_0.5 0.1.2 1.2.3.4 1,5
.inf -.inf +.inf .Inf .INF .iNF .nan .NaN .NAN .Nan -.nan inf nan
2001-12-14 2001-1-1 2001-12-14T21:59:43.10-05:00 2001-12-14t21:59:43Z 2001-12-14T21:59:43 2001-02-30 2001-13-01 0000-01-01
2001-12-14T1:59:43.123456789Z 2001-12-14T21:59:43+5 2001-12-14T21:59:43+05:30 2001-12-14T25:00:00 2001-12-14T21:59:43+30:00 20011214 2001-12
= == << <<< <a ! & * - -- --- ? : :a a: a:b a#b #a @a \`a %a |a >a 'a "a [a {a ]a }a ,a a, a] a}
!!str !!int !!null !!float !!bool !!seq !!map !!set !!binary !!timestamp !foo !!python/tuple
1.10 v1.0 1.0.0 0x10_0 685_230.15 6.8523015e+5 685.230_15e+03 0o14 0b1010_0111_0100_1010_1110
`
  .trim()
  .split(/\s+/);
