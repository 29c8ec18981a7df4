/** The customer's e-mails about a room: what they say, and that nothing typed by people becomes more than words. */
import { describe, expect, test } from 'vitest'
import { createMailersend, type Email } from '../../../src/clients/mailersend.ts'
import { UIDS_BY_PLACE } from '../../../src/rooms/booking.ts'
import {
  bookingConfirmation,
  bookingPartlyRefunded,
  bookingRefunded,
  daysCancelled,
} from '../../../src/rooms/emails/customer.ts'
import { ROOM_REFUND_POLICY } from '../../../src/rooms/rules/cancellation.ts'
import type { RefundReason } from '../../../src/rooms/rules/refund-reasons.ts'
import { createMailersend as createStandIn } from '../../sandbox/mailersend/index.ts'
import { readCalendarFile } from '../../support/calendar-file.ts'
import { countTries } from '../../support/tries.ts'
import { ADA, booking, EVERY_TEXT, EVIL, NOW_MS, RECEIPT, SONIC } from './fixtures.ts'

const THREE_DAYS = {
  ...ADA,
  booking_dates: '2026-05-04,2026-05-05,2026-05-07',
  booking_time: '09:00-11:00,13:30-17:00,08:00-17:00',
}
const HOSTILE = { ...SONIC, ...Object.fromEntries(EVERY_TEXT.map((key) => [key, EVIL])) }

const fileIn = (email: Email) => email.attachments?.[0]?.text ?? ''

const parsed = (email: Email) => (email.attachments ?? []).map(({ text }) => readCalendarFile(text))
/** What a reader sees of a page, every tag taken for what a browser takes it for. */
const seen = (html = '') =>
  html
    .replace(/<[^>]*>/g, '\n')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

describe('the confirmation', () => {
  const email = bookingConfirmation(booking(), NOW_MS)

  test('is addressed to the customer, under the tag by which it is found again', () => {
    expect(email).toMatchObject({
      tag: 'pi_3Room0000000000000001:customer',
      to: [{ email: 'ada@example.com', name: 'Ada Byron' }],
      subject: 'Your booking: Board Room, Monday, May 4, 2026',
    })
  })

  test.each([
    ['text', email.text],
    ['page', seen(email.html)],
  ])('says room, time, place, amount, policy and how to cancel: %s', (_, said) => {
    for (const words of [
      'Hi Ada,',
      'Board Room',
      'When (Pacific time)',
      'Monday, May 4, 2026, 9 AM to 11 AM',
      '2800 1st Ave, Seattle, WA 98121',
      '$100.00, Visa ending in 4242',
      'pi_3Room0000000000000001',
      ROOM_REFUND_POLICY,
      'To cancel, write to admin@labourtemple.com',
    ])
      expect(said).toContain(words)
  })

  test('leads to the receipt', () => {
    expect(email.text).toContain(`Receipt: ${RECEIPT}`)
    expect(email.html).toContain(`href="${RECEIPT}"`)
  })

  test('names every day of a booking of several', () => {
    const { subject, text, html } = bookingConfirmation(booking(THREE_DAYS), NOW_MS)
    expect(subject).toBe('Your booking: Board Room, 3 days from Monday, May 4, 2026')
    for (const words of [
      'Monday, May 4, 2026, 9 AM to 11 AM',
      'Tuesday, May 5, 2026, 1:30 PM to 5 PM',
      'Thursday, May 7, 2026, 8 AM to 5 PM',
    ]) {
      expect(text?.split('\n')).toContain(`  ${words}`)
      expect(html).toContain(`<div>${words}</div>`)
    }
  })

  test('repeats what Sonic Studio asked, and no empty question elsewhere', () => {
    const sonic = bookingConfirmation(booking(SONIC), NOW_MS)
    for (const words of ['Notes on the Engine', 'Armchairs', 'A second lamp, please', '4']) {
      expect(sonic.text?.split('\n').some((line) => line.endsWith(`: ${words}`))).toBe(true)
      expect(sonic.html).toContain(`<div>${words}</div>`)
    }
    expect(`${email.text}${email.html}`).not.toMatch(/Podcast|Group size|Special requests/)
  })
})

describe('links', () => {
  test.each([
    'http://pay.stripe.com/x',
    'https://stripe.com.evil.example/x',
    'https://evilstripe.com/x',
    'javascript:alert(1)//stripe.com',
    'https://evil.example/?stripe.com',
    '',
  ])('%j is not taken for a receipt', (url) => {
    const { text, html } = bookingConfirmation(booking(ADA, url), NOW_MS)
    expect(`${text}${html}`).not.toMatch(/Receipt|evil|javascript/)
    expect(text).toContain('$100.00')
  })

  test.each(['https://stripe.com/r', 'https://pay.stripe.com/r'])('%s is one', (url) => {
    expect(bookingConfirmation(booking(ADA, url), NOW_MS).html).toContain(`href="${url}"`)
  })

  test('lead to Stripe and to the support address alone', () => {
    const { html } = bookingConfirmation(booking(HOSTILE), NOW_MS)
    const links = [...(html ?? '').matchAll(/(?:href|src)="([^"]*)"/g)].map(([, to]) => to)
    const map = expect.stringMatching(
      /^https:\/\/www\.google\.com\/maps\/search\/\?api=1&amp;query=Labour/
    )
    expect(links).toEqual([map, RECEIPT, 'mailto:admin@labourtemple.com', map])
  })
})

describe('what people type', () => {
  const hostile = bookingConfirmation(booking(HOSTILE), NOW_MS)
  const refund = bookingRefunded(booking(HOSTILE), 'by-hand', 10_000, NOW_MS)
  const tags = (html = '') => html.match(/<[a-z!/][^>]*>/gi) ?? []

  test.each([
    ['confirmation', hostile, bookingConfirmation(booking(SONIC), NOW_MS)],
    ['refund', refund, bookingRefunded(booking(SONIC), 'by-hand', 10_000, NOW_MS)],
  ])('makes no markup, template variable or line of its own: %s', (_, evil, good) => {
    expect(tags(evil.html)).toEqual(tags(good.html))
    for (const said of [evil.text, evil.html, evil.subject]) {
      expect(said).not.toMatch(/\{\{|\}\}|[\r\u202e]/)
    }
    expect(evil.text?.split('\n').length).toBe(good.text?.split('\n').length)
    expect(evil.text).not.toMatch(/^(Bcc|END|ATTACH):/m)
  })

  test('is escaped in a page even if it came there as it was typed', () => {
    const about = booking(SONIC)
    const typed = { showName: '<img src=x> & "q"', firstName: '</p><b>', roomName: '</dl>' }
    const page = bookingConfirmation({ ...about, sale: { ...about.sale, ...typed } }, NOW_MS).html
    expect(tags(page)).toEqual(tags(bookingConfirmation(about, NOW_MS).html))
    expect(page).toContain('<div>&lt;img src=x&gt; &amp; &quot;q&quot;</div>')
  })

  test('is not in a calendar file at all', () => {
    const mild = booking({ ...SONIC, company: 'Engines', notes: 'By the window' })
    expect(fileIn(hostile)).toBe(fileIn(bookingConfirmation(mild, NOW_MS)))
    expect(fileIn(refund)).toBe(fileIn(bookingRefunded(mild, 'by-hand', 10_000, NOW_MS)))
  })

  test('is taken by MailerSend, calendar file and all', async () => {
    const standIn = createStandIn({ clock: { now: Date.now } as never })
    const config = {
      url: 'http://mail.test/v1',
      apiKey: 'mlsn.sandbox',
      domainId: 'd',
      from: 'a@b.co',
    }
    const fetcher = async (input: string, init?: RequestInit) => standIn.app.request(input, init)
    const client = createMailersend(config, { record: countTries(), fetcher: fetcher as never })
    for (const email of [hostile, refund]) expect(await client.send(email)).toBe(true)
    const kept = standIn.state().messages.map(({ text, html, attachments: [file] }) => ({
      text,
      html,
      file: Buffer.from(file?.content ?? '', 'base64').toString(),
    }))
    expect(kept).toEqual(
      [hostile, refund].map((email) => ({
        text: email.text,
        html: email.html,
        file: fileIn(email),
      }))
    )
  })
})

describe('the calendar file', () => {
  test('is one for each day, at the instants that Seattle’s clock means', () => {
    const email = bookingConfirmation(booking(THREE_DAYS), NOW_MS)
    const events = parsed(email)
    expect(email.attachments?.map(({ filename }) => filename)).toEqual([
      'labour-temple-booking-may-4.ics',
      'labour-temple-booking-may-5.ics',
      'labour-temple-booking-may-7.ics',
    ])
    expect(
      events.map(({ uid, start, end }) => [uid, start.toISOString(), end.toISOString()])
    ).toEqual([
      [
        'pi_3Room0000000000000001-1@labourtemple.com',
        '2026-05-04T16:00:00.000Z',
        '2026-05-04T18:00:00.000Z',
      ],
      [
        'pi_3Room0000000000000001-2@labourtemple.com',
        '2026-05-05T20:30:00.000Z',
        '2026-05-06T00:00:00.000Z',
      ],
      [
        'pi_3Room0000000000000001-3@labourtemple.com',
        '2026-05-07T15:00:00.000Z',
        '2026-05-08T00:00:00.000Z',
      ],
    ])
    expect(events[0]).toMatchObject({
      summary: 'Labour Temple: Board Room',
      location: 'Labour Temple, 2800 1st Ave, Seattle, WA 98121',
      status: 'CONFIRMED',
      method: 'PUBLISH',
      stamp: new Date(NOW_MS),
    })
    expect(events[0]?.description).toContain('To cancel, write to admin@labourtemple.com')
    expect(events[0]?.description).toContain(ROOM_REFUND_POLICY)
  })

  test.each([
    ['the Friday before the clocks go forward', '2026-03-06', '17:00', '01:00'],
    ['the day on which they go forward', '2026-03-08', '16:00', '00:00'],
    ['the Monday after', '2026-03-09', '16:00', '00:00'],
    ['the Friday before the clocks go back', '2026-10-30', '16:00', '00:00'],
    ['the day on which they go back', '2026-11-01', '17:00', '01:00'],
    ['the Monday after', '2026-11-02', '17:00', '01:00'],
  ])('%s, %s, 9 AM to 5 PM: from %s to %s UTC', (_, date, from, to) => {
    const about = booking({ ...ADA, booking_dates: date, booking_time: '09:00-17:00' })
    const [event] = parsed(bookingConfirmation(about, NOW_MS))
    expect(event?.start.toISOString().slice(0, 16)).toBe(`${date}T${from}`)
    expect(event?.end.toISOString().slice(11, 16)).toBe(to)
    expect(fileIn(bookingConfirmation(about, NOW_MS))).toMatch(/DTSTART:\d{8}T\d{6}Z\r\n/)
  })

  const raw = (room: string) => fileIn(bookingConfirmation(booking({ ...ADA, room }), NOW_MS))
  const unfolded = (room: string) => raw(room).replaceAll('\r\n ', '').split('\r\n')

  test.each([
    ['known', 'board-room'],
    ['hostile', EVIL],
    ['of wide characters', '🎤é漢'.repeat(60)],
    ['as long as a line', 'a'.repeat(75 - 'SUMMARY:Labour Temple: '.length)],
    ['one longer', 'a'.repeat(76 - 'SUMMARY:Labour Temple: '.length)],
    ['of three lines', 'a'.repeat(200)],
  ])('lines end in CRLF and have 75 octets at most: the name of a room that is %s', (_, room) => {
    const lines = raw(room).split('\r\n')
    expect(lines.at(-1)).toBe('')
    expect(lines.join('')).not.toMatch(/[\r\n]/)
    for (const line of lines) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
      // Half of a character would not come back from UTF-8.
      expect(Buffer.from(line).toString()).toBe(line)
    }
    const { roomName } = booking({ ...ADA, room }).sale
    const escaped = roomName.replace(/[\\;,]/g, (special) => `\\${special}`)
    expect(unfolded(room)).toContain(`SUMMARY:Labour Temple: ${escaped}`)
  })

  test('commas, semicolons and backslashes are escaped, so that a reader gets them back', () => {
    const room = 'Attic; left, \\n "old"'
    expect(unfolded(room)).toContain('SUMMARY:Labour Temple: Attic\\; left\\, \\\\n "old"')
    const { location, summary } = readCalendarFile(raw('Attic; left, "old"'))
    expect(location).toBe('Labour Temple, 2800 1st Ave, Seattle, WA 98121')
    expect(summary).toBe('Labour Temple: Attic; left, "old"')
  })

  test('a name makes no property and no component', () => {
    const names = (room: string) =>
      unfolded(room).map((line) => line.replace(/^SUMMARY:.*/, 'SUMMARY').split(/[:;]/)[0])
    expect(names(EVIL)).toEqual(names('board-room'))
    expect(names('board-room').slice(4, -3).join(' ')).toBe(
      'BEGIN UID SEQUENCE DTSTAMP DTSTART DTEND SUMMARY LOCATION DESCRIPTION ORGANIZER STATUS'
    )
    expect(unfolded('board-room')).toContain('SEQUENCE:0')
  })
})

describe('the refund', () => {
  test.each<[RefundReason, string, string]>([
    ['slot-taken', 'Someone else took this time', 'we will help you find one'],
    ['availability-unknown', 'We could not make sure', 'we will help you find one'],
    ['calendar-failed', 'We could not enter your booking', 'we will help you find one'],
    ['too-late', 'Your payment came through only after', 'we will help you find one'],
    ['paid-twice', 'another payment, which stays valid', 'nothing that you need to do'],
    ['by-hand', 'Our team has refunded you', 'The booking is cancelled.'],
  ])(
    '%s: what happened, how much, when it is back, what the customer can do',
    (why, what, next) => {
      const { tag, subject, to, text, html } = bookingRefunded(booking(), why, 10_000)
      expect(tag).toBe('pi_3Room0000000000000001:refunded')
      expect(to).toEqual([{ email: 'ada@example.com', name: 'Ada Byron' }])
      expect(subject).toBe('Your payment for Board Room has been refunded')
      for (const said of [text, seen(html)]) {
        for (const words of [
          what,
          next,
          '$100.00 of $100.00, Visa ending in 4242',
          '5 to 10 business days',
          'Monday, May 4, 2026, 9 AM to 11 AM',
          'admin@labourtemple.com',
        ])
          expect(said).toContain(words)
      }
    }
  )

  test.each([
    ['of earlier, by the date', { outcome: 'confirmed' }, '2026-05-05'],
    ['by the place', { outcome: 'confirmed', ...UIDS_BY_PLACE }, '2'],
  ])('takes a booking that had been confirmed out of their calendar: UID %s', (_, of, second) => {
    const about = booking({ ...THREE_DAYS, ...of })
    const before = parsed(bookingConfirmation(about, NOW_MS))
    const email = bookingRefunded(about, 'by-hand', 10_000, NOW_MS + 60_000)
    const after = parsed(email)
    expect(after[1]?.uid).toBe(`pi_3Room0000000000000001-${second}@labourtemple.com`)
    expect(after.map(({ uid, start }) => [uid, start])).toEqual(
      before.map(({ uid, start }) => [uid, start])
    )
    expect(new Set(after.map(({ uid }) => uid)).size).toBe(3)
    for (const event of after)
      expect(event).toMatchObject({
        ...{ method: 'CANCEL', status: 'CANCELLED', sequence: 1 },
        stamp: new Date(NOW_MS + 60_000),
      })
    expect(email.text).toContain(
      'If it is still in your calendar, delete it; the attached files do'
    )
  })

  test('cancels the days to come alone, and the days that a refund in part names alone', () => {
    const about = booking(THREE_DAYS)
    const atMs = Date.parse('2026-05-05T12:00:00Z')
    const names = (email: Email) => email.attachments?.map(({ filename }) => filename)
    expect(names(bookingRefunded(about, 'by-hand', 10_000, atMs))).toEqual([
      'labour-temple-cancelled-may-5.ics',
      'labour-temple-cancelled-may-7.ics',
    ])
    const over = bookingRefunded(about, 'by-hand', 10_000, atMs + 30 * 24 * 3600_000)
    expect([over.attachments, over.text?.includes('attached')]).toEqual([undefined, false])
    const [, , slot = { date: '', start: '', hours: 1 }] = about.sale.slots
    const freed = [{ slot, room: 'board-room', interval: { fromMs: 0, toMs: 1 } }]
    const part = daysCancelled(about, { cents: 5000 }, { freed }, NOW_MS)
    expect(names(part)).toEqual(['labour-temple-cancelled-may-7.ics'])
    expect(parsed(part)[0]?.method).toBe('CANCEL')
  })

  test.each<RefundReason>([
    'slot-taken',
    'availability-unknown',
    'calendar-failed',
    'too-late',
    'paid-twice',
  ])('%s takes nothing out of it: nothing was put in, or it stands', (why) => {
    expect(bookingRefunded(booking(), why, 10_000).attachments).toBeUndefined()
  })

  test('a part refunded by the team cancels nothing and says so', () => {
    const { subject, text, attachments } = bookingRefunded(booking(), 'by-hand', 5000)
    expect(subject).toBe('Part of your payment for Board Room has been refunded')
    expect(text).toContain('$50.00 of $100.00')
    expect(text).toContain('If you are not sure what remains booked, please ask us.')
    expect(text).not.toContain('cancelled')
    expect(attachments).toBeUndefined()
  })
})

describe('how to cancel', () => {
  test('says until when each day gives how much back, as the clock shows it', () => {
    const { text } = bookingConfirmation(booking(THREE_DAYS), NOW_MS)
    expect(text).toContain(
      'Monday, May 4: full refund until May 2, 2026 at 9:00 AM PDT, half until May 3, 2026 at 9:00 AM PDT.'
    )
    expect(text).toContain('Tuesday, May 5: full refund until May 3, 2026 at 1:30 PM PDT')
  })

  test.each([
    [30, 'Monday, May 4: half until May 3, 2026 at 9:00 AM PDT.'],
    [20, 'Monday, May 4: no refund any more.'],
  ])('%i hours before, only what is still possible', (hours, words) => {
    const atMs = Date.parse('2026-05-04T16:00:00Z') - hours * 3600_000
    expect(bookingConfirmation(booking(), atMs).text).toContain(words)
  })
})

test('part of the money given back: each sum is told once, and nothing is said to be cancelled', () => {
  const event = { type: 'refunded', paymentId: 'pi_1', objectId: 'ch_1', answerByMs: null } as const
  const [first, second] = [2000, 5000].map((cents) =>
    bookingPartlyRefunded(booking(), { ...event, cents }, { freed: [] }, NOW_MS)
  )
  expect(first?.tag).not.toBe(second?.tag)
  expect(first?.text).toContain('$20.00 of $100.00')
  expect(first?.text).not.toContain('cancelled')
  expect(first?.attachments).toBeUndefined()
})
