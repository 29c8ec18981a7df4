/** A calendar file as two parsers that know nothing of each other read it; they must agree. */
import ICAL from 'ical.js'
import nodeIcal from 'node-ical'
import { expect } from 'vitest'

/** The one event of a file, whose lines have 75 octets at most. Without an end it is the start's whole day. */
export function readCalendarFile(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text))
  const [component, ...more] = calendar.getAllSubcomponents('vevent')
  if (!component || more.length > 0) throw new Error('not one event')
  const event = new ICAL.Event(component)
  const one = {
    method: String(calendar.getFirstPropertyValue('method')),
    uid: event.uid,
    start: event.startDate.toJSDate(),
    end: event.endDate.toJSDate(),
    isWholeDay: event.startDate.isDate,
    summary: event.summary,
    location: event.location,
    description: event.description ?? '',
    status: String(component.getFirstPropertyValue('status')),
    sequence: Number(event.sequence),
    stamp: (component.getFirstPropertyValue('dtstamp') as ICAL.Time).toJSDate(),
  }
  const read = Object.values(nodeIcal.sync.parseICS(text))
  const [other] = read.flatMap((part) => (part?.type === 'VEVENT' ? [part] : []))
  const { uid, summary, location, description = '', status, method } = other ?? {}
  expect({
    ...{ uid, summary, location, description, status, method },
    ...{ start: other?.start.toISOString(), end: other?.end?.toISOString() },
    ...{ stamp: other?.dtstamp?.toISOString(), sequence: Number(other?.sequence) },
    isWholeDay: other?.datetype === 'date',
  }).toEqual({
    ...one,
    ...{ start: one.start.toISOString(), end: one.end.toISOString() },
    stamp: one.stamp.toISOString(),
  })
  expect(text.endsWith('\r\n')).toBe(true)
  for (const line of text.split('\r\n')) {
    expect(line).not.toMatch(/[\r\n]/)
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
  }
  return one
}
