/**
 * The styles of what booking.js creates: days, calendar, start times, other free times. The embed, which
 * Webflow limits to 10,000 characters, has no room for them.
 */
import { createElement } from '../page/dom.ts'

const CSS = `
  #booking-when :is(fieldset, .lt-calendar) { margin: 0 0 20px; padding: 0; border: 0; min-width: 0; }
  #booking-when legend { padding: 0; margin-bottom: 4px; font-weight: 600; }
  .lt-times [id$=-label] { font-weight: 600; }
  .lt-times select { margin-top: 4px; }
  .lt-tick { display: flex; gap: 12px; align-items: center; min-height: 44px; margin: 0; cursor: pointer; font-weight: 400; }
  .lt-tick input { flex: none; width: 22px; height: 22px; margin: 0; accent-color: var(--lt-accent); }
  #booking-day:not(:empty) { padding: 8px 12px; margin-top: 8px; background: #fbf3dc; border-left: 4px solid #8a6116; border-radius: 4px; }
  calendar-multi::part(button) { min-height: 44px; min-width: 44px; font: inherit; font-size: 1.5rem; color: var(--lt-accent); background: #fff; border: 1px solid var(--lt-accent); border-radius: 4px; cursor: pointer; }
  calendar-multi::part(button disabled) { color: var(--lt-soft); border-color: var(--lt-line); cursor: default; }
  calendar-month { --color-accent: var(--lt-accent); --color-text-on-accent: #fff; }
  calendar-month::part(heading) { display: none; }
  calendar-month::part(table) { font-size: 1rem; }
  calendar-month::part(th) { inline-size: auto; font-size: .8125rem; font-weight: 400; color: var(--lt-soft); }
  calendar-month::part(button) { inline-size: clamp(40px, 12.4vw, 52px); block-size: 44px; font-weight: 600; background: #fff padding-box; border: 2px solid transparent; border-radius: 6px; cursor: pointer; }
  calendar-month::part(button):disabled { font-weight: 400; background: none; cursor: default; }
  calendar-month::part(button):focus-visible { outline: 3px solid #2b6cb0; outline-offset: -3px; }
  calendar-month::part(selected) { background-color: var(--lt-accent); color: #fff; }
  calendar-month::part(disallowed) { font-weight: 400; background: none; cursor: not-allowed; }
  .lt-chips { display: grid; grid-template-columns: repeat(auto-fill, minmax(92px, 1fr)); gap: 8px; margin-top: 4px; }
  .lt-chip { position: relative; margin: 0; font-weight: 400; cursor: pointer; }
  .lt-chip input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
  .lt-chip span { display: grid; place-items: center; min-height: 44px; background: #fff; border: 1px solid #83817a; border-radius: 4px; }
  .lt-chip :checked + span { color: #fff; background: var(--lt-accent); border-color: var(--lt-accent); font-weight: 600; }
  .lt-chip :focus-visible + span { outline: 3px solid #2b6cb0; outline-offset: 2px; }
  #booking .lt-times button, #booking-others button { display: block; min-height: 44px; margin-top: 8px; padding: 8px 12px; font: inherit; color: var(--lt-accent); background: #fff; border: 1px solid var(--lt-accent); border-radius: 4px; cursor: pointer; }
  #booking [id$=-count] { margin: 4px 0 12px; }
  #booking-times[aria-invalid] { padding: 8px; }
  #booking-spoken { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  @media (forced-colors: active) {
    calendar-month::part(selected), .lt-chip :checked + span { color: HighlightText; background: Highlight; forced-color-adjust: none; }
    calendar-month::part(disallowed) { color: GrayText; }
  }
`

/** To be called once. */
export function addStyle(): void {
  document.head.append(createElement('style', {}, CSS))
}
