/** What people type, at the contract of all three tracks: well-formed, cut whole, cleaned, and visible. */
import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { toMetadata } from '../../../src/core/ids.ts'
import { CreatePayment } from '../../../src/memberships/contract.ts'
import { CompletePurchase, CreatePurchase } from '../../../src/passes/contract.ts'
import { ValidatePromo } from '../../../src/payments/contract.ts'
import { CreateBooking } from '../../../src/rooms/contract.ts'

const PERSON = {
  firstName: 'Ada',
  lastName: 'Byron',
  email: 'ada@example.com',
  phone: '+1 206 555 0100',
  attemptId: randomUUID(),
}
const extras = (answers: object) => ({ extras: { showName: 'The Engine', ...answers } })

type Fields = Record<string, unknown>
type Reading = { ok: true; data: Fields } | { ok: false; field: string; words: string }

interface Track {
  read(changes: Fields): Reading
  names: string[]
  /** Texts on one line, and texts with paragraphs, that nobody must fill in. */
  lines: string[]
  paragraphs: string[]
}

function reading(schema: typeof CreatePurchase | typeof CreatePayment | typeof CreateBooking) {
  return (body: Fields): Reading => {
    const parsed = schema.safeParse(body)
    if (parsed.success) return { ok: true, data: parsed.data as Fields }
    const [issue] = parsed.error.issues
    return { ok: false, field: String(issue?.path[0]), words: issue?.message ?? '' }
  }
}

const TRACKS: Record<string, Track> = {
  memberships: {
    read: (changes) => reading(CreatePayment)({ plan: 'startup', ...PERSON, ...changes }),
    names: ['firstName', 'lastName'],
    lines: ['company', 'referralSource'],
    paragraphs: ['notes'],
  },
  'day passes': {
    read: (changes) => reading(CreatePurchase)({ slug: 'day-pass', ...PERSON, ...changes }),
    names: ['firstName', 'lastName'],
    lines: ['company', 'referralSource'],
    paragraphs: ['notes'],
  },
  rooms: {
    read: (changes) =>
      reading(CreateBooking)({
        ...{ room: 'slinky', days: [{ date: '2026-05-04', start: '09:00', hours: 2 }] },
        ...{ ...PERSON, name: 'Ada Byron' },
        ...changes,
      }),
    names: ['name'],
    lines: ['company'],
    paragraphs: ['notes'],
  },
}

const INVISIBLE = [
  ['zero-width spaces', '\u200b\u200b'],
  ['joiners', '\u200c\u200d'],
  ['a byte order mark', '\ufeff'],
  ['word joiners', '\u2060'],
  ['a soft hyphen', '\u00ad'],
  ['Hangul fillers', '\u3164\u115f\u1160\uffa0'],
  ['blank Braille', '\u2800'],
  ['bidirectional marks', '\u200e\u202e\u2066\u2069'],
  ['spaces of all widths', '\u00a0\u2003\u3000 \t'],
  ['a lonely variation selector', '\ufe0f'],
  ['combining marks on nothing', '\u0301\u0301'],
  ['half a surrogate pair', '\ud83d'],
  ['markup around nothing', '<>{}'],
  ['line breaks', '\r\n\u2028\u2029'],
  ['tags', '\u{e0001}\u{e0041}'],
  ['a note without a head', '\u{1d159}'],
  ['an object that is not there', '\ufffc'],
] as const

const LINKS = [
  'https://evil.example',
  'HTTP://EVIL.EXAMPLE',
  'See www.evil.example',
  'Www.Evil.example',
  'ftp://x',
  'javascript://x',
  'ｗｗｗ．evil.example',
  'https：／／evil.example',
  'ht\u200btps:\u200b//evil.example',
  'www\u200b.evil.example',
  'www。evil.example',
  'hxxp://evil.example',
  'http:\\\\evil.example',
  'http:/\\evil.example',
  'http։//evil.example',
  'http˸//evil.example',
  'http׃⟋⟋evil.example',
  'http:╱╱evil.example',
  'http:⫽evil.example',
  'http:\u0338//evil.example',
  'http:/\u0335/evil.example',
  'http:<>//evil.example',
  'w{}ww.evil.example',
  'w\u0301ww.evil.example',
  'ԝԝԝ.evil.example',
  'ᴡᴡᴡ.evil.example',
  'www·evil.example',
  'wwwꓸevil.example',
  'www\u2028.evil.example',
  '𝐰𝐰𝐰․evil.example',
]

describe.each(Object.entries(TRACKS))('%s', (track, { read, names, lines, paragraphs }) => {
  const taken = (changes: Fields): Fields => {
    const answer = read(changes)
    if (!answer.ok) throw new Error(`${answer.field}: ${answer.words}`)
    return answer.data
  }

  // Rooms refuse what does not fit (unit/rooms/long-texts).
  const cut = track === 'rooms' ? [] : paragraphs
  test.each(cut)('%s of any letters fit Stripe, cut between two of them', (field) => {
    for (const [typed, kept] of [
      [`${'n'.repeat(499)}🎟`, 'n'.repeat(499)],
      [`${'n'.repeat(498)}🎟`, `${'n'.repeat(498)}🎟`],
      [`n${'🎟'.repeat(400)}`, `n${'🎟'.repeat(249)}`],
      ['n'.repeat(2000), 'n'.repeat(500)],
    ] as const) {
      const data = taken({ [field]: typed })
      expect(data[field]).toBe(kept)
      expect(toMetadata({ notes: data[field] as string }).notes).toBe(kept)
    }
  })

  test('half a surrogate pair never leaves the contract, whatever the field', () => {
    for (const field of [...names, ...lines, ...paragraphs, 'phone'])
      for (const half of ['\ud83d', '\udf9f', '\ud83dx', 'x\udf9f\ud83d']) {
        const value = taken({ [field]: `Ada ${half}` })[field] as string
        expect(value.isWellFormed()).toBe(true)
        expect(() => encodeURIComponent(value)).not.toThrow()
      }
    expect(read({ email: 'ada\ud83d@example.com' })).toMatchObject({ ok: false, field: 'email' })
  })

  test.each(INVISIBLE)('%s are no name and no phone number', (_what, text) => {
    for (const field of [...names, 'phone'])
      expect(read({ [field]: text })).toMatchObject({ ok: false, field })
  })

  test.each(LINKS)('a name with the address %j is refused, with words', (link) => {
    for (const field of names)
      expect(read({ [field]: `Ada ${link}` })).toEqual({
        ok: false,
        field,
        words: 'A name cannot contain a web address. Please write the name alone.',
      })
  })

  test('names and companies lose markup, line breaks, bidirectional marks and leading signs', () => {
    for (const field of [...names, ...lines])
      for (const typed of [
        '<b>Ada</b>'.replace(/b>/g, ''),
        'Ada\r\n',
        '\u202eAda\u202c',
        '=Ada',
        '=+-@Ada',
        ' @ =Ada',
        '＝Ada',
        ';=Ada',
        '−Ada',
        '﹣Ada',
        '\u200b=Ada',
        '﬩Ada',
        '゠Ada',
        '꞊Ada',
        '⩵Ada',
        '⸺Ada',
        '＂＝Ada',
        '“=Ada',
        '\u0301=Ada',
        '≠Ada',
        '=\u0338Ada',
        '{{Ada}}',
      ])
        expect([typed, taken({ [field]: typed })[field]]).toEqual([
          typed,
          typed.includes('/') ? 'Ada/' : 'Ada',
        ])
    for (const field of names)
      expect(taken({ [field]: 'Ada\nBcc: all@example.com' })[field]).toBe(
        'Ada Bcc: all@example.com'
      )
  })

  test.each([
    'Zoë O’Brien-Smith',
    "Anne-Marie d'Arc",
    'علی‌رضا',
    '山田太郎',
    'Ada 👩‍💻',
    'J. R. R.',
    'X Æ A-12',
    'Nguyễn Thị',
  ])('the name %s stays as it is', (typed) => {
    for (const field of names) expect(taken({ [field]: typed })[field]).toBe(typed)
  })

  test('paragraphs stay paragraphs, and a phone number keeps its plus', () => {
    const data = taken({ notes: 'one\r\ntwo\u202e\n\nthree\t=1', phone: ' +1 206\n555 0100 ' })
    expect(data.notes).toBe('one\ntwo\n\nthree =1')
    expect(data.phone).toBe('+1 206 555 0100')
  })
})

test('the further questions of a studio are read in the same way', () => {
  const answer = TRACKS.rooms?.read(
    extras({ setChoice: '=Two\nchairs', specialRequests: `${'s'.repeat(499)}🎟` })
  )
  expect(answer).toMatchObject({
    ok: true,
    data: { extras: { setChoice: 'Two chairs', specialRequests: `${'s'.repeat(499)}🎟` } },
  })
})

test('an id is not cleaned into another one, and a code not into another code', () => {
  const ids = { slug: 'day-pass', memberId: 'a<b', paymentIntentId: 'pi_{3}x' }
  expect(CompletePurchase.parse(ids)).toEqual(ids)
  expect(ValidatePromo.parse({ code: ' WEL<COME ' })).toEqual({ code: 'WEL<COME' })
  expect(ValidatePromo.parse({ code: 'A\ud83d' }).code.isWellFormed()).toBe(true)
})

test('whoever has paid is not stopped by the name in the greeting', () => {
  const ids = { slug: 'day-pass', memberId: 'a', paymentIntentId: 'pi_3x' }
  for (const customerName of ['https://evil.example', '\u200b', '\ud83d'])
    expect(CompletePurchase.safeParse({ ...ids, customerName }).success).toBe(true)
  for (const customerName of LINKS)
    expect(CompletePurchase.parse({ ...ids, customerName }).customerName).toBe('')
})

test.each(Object.entries(TRACKS))('%s: an attempt of nobody is refused', (_, { read }) => {
  for (const attemptId of [
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  ])
    expect(read({ attemptId })).toMatchObject({ ok: false, field: 'attemptId' })
})

test.each(Object.entries(TRACKS))('%s: an attempt is one, however it is written', (_, { read }) => {
  const attemptId = '8f0c4b1e-8a55-4f0e-9d37-3a2f6f1f9a02'
  expect(read({ attemptId: attemptId.toUpperCase() })).toMatchObject({ data: { attemptId } })
  for (const typed of [
    `{${attemptId}}`,
    `urn:uuid:${attemptId}`,
    attemptId.replaceAll('-', ''),
    ` ${attemptId}`,
    `${attemptId}\n`,
    attemptId.replace('8', '８'),
    attemptId.replace('-4', '-0'),
  ])
    expect(read({ attemptId: typed })).toMatchObject({ ok: false, field: 'attemptId' })
})
