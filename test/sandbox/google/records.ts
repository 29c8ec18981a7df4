/** What Google Calendar holds, in the wire shape of its v3. */

/** The type of an all-day event's ends has `date`, any other's `dateTime`. */
export interface Moment {
  date?: string
  dateTime?: string
  timeZone?: string
}

export interface GoogleEvent {
  kind: 'calendar#event'
  etag: string
  id: string
  status: string
  htmlLink: string
  created: string
  updated: string
  summary?: string
  description?: string
  location?: string
  creator: { email: string }
  /** `self`: the calendar's own; an event that it is only invited to has another organizer. */
  organizer: { email: string; displayName?: string; self?: true }
  start: Moment
  end: Moment
  recurrence?: string[]
  recurringEventId?: string
  originalStartTime?: Moment
  /** Left out for the default, `opaque`. */
  transparency?: 'transparent'
  visibility?: string
  iCalUID: string
  sequence: number
  extendedProperties?: { private?: Record<string, string>; shared?: Record<string, string> }
  reminders: { useDefault: boolean }
  eventType: EventType
  attendees?: Attendee[]
}

/** `fromGmail` is Google's own and cannot be made by a caller (reference of events). */
export const EVENT_TYPES = [
  'default',
  'birthday',
  'focusTime',
  'outOfOffice',
  'workingLocation',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

export interface Attendee {
  email: string
  responseStatus: 'needsAction' | 'declined' | 'tentative' | 'accepted'
  /** This entry is the calendar on which the event is read. */
  self?: true
  organizer?: true
}

/** What a caller may say of an event; the rest is Google's. */
export type Said = Partial<
  Pick<
    GoogleEvent,
    | 'summary'
    | 'description'
    | 'location'
    | 'recurrence'
    | 'visibility'
    | 'extendedProperties'
    | 'status'
    | 'transparency'
    | 'eventType'
    | 'attendees'
  >
> & { start: Moment; end: Moment }

export type Role = 'owner' | 'writer' | 'reader' | 'none'

export interface Calendar {
  id: string
  summary: string
  timeZone: string
  /** What the service account may do here. */
  role: Role
  /** Google's own limit is used up: everything can be read, nothing written (403 `quotaExceeded`). */
  isReadOnly: boolean
  events: Map<string, GoogleEvent>
  /** Every state that an event was in: free/busy still shows an old one. */
  history: { at: number; event: GoogleEvent }[]
}
