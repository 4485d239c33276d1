"""Untidy files, and what everybody would write in their place."""

from __future__ import annotations

MESSY = """\ufeff---\r
title: Support: what it means\r
course：x\r
owner: “Ann: the first”\r
summary: said "hello: you"\r
# a remark\r
\r
pick:\r
* 2 from a # b\r
* one "two: three"\r
---\r
# Quiz\r
Intro:\r
- a\r
- b\r
  \r
## Which one is open?\r
Text\r
* [X] Yes\r
goes on\r
> right\r
goes on too\r
1. not this\r
+ [ ] no\r
  > wrong\r
**Why:** because\r
##  Name the days { #days } ##\r
**Accept:**\r
* mon\r
* tue\r
**Why:** they are days\r
"""
TIDY = """---
title: "Support: what it means"
course: x
owner: "Ann: the first"
summary: 'said "hello: you"'
# a remark

pick:
  - "2 from a # b"
  - 'one "two: three"'
---

# Quiz

Intro:

- a
- b

## Which one is open? {#one-open}

Text

- [x] Yes
  goes on
  > right
  > goes on too
1. not this
- [ ] no
  > wrong

**Why:** because

## Name the days {#days}

**Accept:**

- mon
- tue

**Why:** they are days
"""
COURSE = """title: One
summary: s
audience: a
* stray
notes about: "a" and 'b: c'
more:
  one: two
---
Hello
## Modules
1) First
* [A](01-a/01-b.md)
text in between
"""
TIDY_COURSE = """---
title: One
summary: s
audience: a
  - stray
notes about: "a" and 'b: c'
more:
  one: two
---

Hello

## Modules

1. First
   - [A](01-a/01-b.md)
text in between
"""
