import { expect, test } from 'vitest'
import { parseEmail } from '../../../src/core/email-address.ts'

test.each([
  ['ada@example.com', 'ada@example.com'],
  ['  Ada@Example.COM ', 'Ada@example.com'],
  ['r&d@example.com', 'r&d@example.com'],
  ['ada/byron@example.com', 'ada/byron@example.com'],
  ["o'neill+room@example.co.uk", "o'neill+room@example.co.uk"],
  ["!#$%&'*+-/=?^_`|~@example.com", "!#$%&'*+-/=?^_`|~@example.com"],
  ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
  ['ada@BÜCHER.example', 'ada@xn--bcher-kva.example'],
  ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
  ['ada@пример.рф', 'ada@xn--e1afmkfd.xn--p1ai'],
  ['ada@例え。テスト', 'ada@xn--r8jz45g.xn--zckzah'],
  ['ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'ada@example.com'],
  ['\u200bada@exam\u00adple.com\ufeff', 'ada@example.com'],
  ['a@b.museum', 'a@b.museum'],
  ['ada@sub.sub.example.photography', 'ada@sub.sub.example.photography'],
])('%j is an address', (typed, address) => {
  expect(parseEmail(typed)).toBe(address)
})

test.each([
  '',
  'ada',
  'ada@',
  '@example.com',
  'ada@example',
  'ada at example.com',
  'ada byron@example.com',
  'ada@exam ple.com',
  'ada@@example.com',
  'ada@grace@example.com',
  'ada@example.com, grace@example.com',
  'ada@example.com;grace@example.com',
  'Ada <ada@example.com>',
  '.ada@example.com',
  'ada.@example.com',
  'ada..byron@example.com',
  'ada@example..com',
  'ada@-example.com',
  'ada@example-.com',
  'ada@example.com.',
  'ada@192.168.0.1',
  'ada@[192.168.0.1]',
  'ada@example.com:80',
  'ada@example.com/x',
  'ada@example.com?x',
  'ada@example%2ecom',
  'josé@example.com',
  '{name}@example.com',
  '"ada byron"@example.com',
  'ada\n@example.com',
  'ada@exam\u202eple.com',
  'a\u200bda@example.com',
  `${'a'.repeat(65)}@example.com`,
])('%j is not an address', (typed) => {
  expect(parseEmail(typed)).toBeNull()
})
