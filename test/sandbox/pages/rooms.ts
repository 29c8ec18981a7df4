/** The pages of the meeting rooms; the documents give their names but no copy. */
import { html, raw } from 'hono/html'

export interface RoomPage {
  slug: string
  title: string
}

const page = (slug: string, title: string): RoomPage => ({ slug, title })

export const BOOKING_PAGES: RoomPage[] = [
  page('slinky', 'Slinky'),
  page('day-office', 'Day Office'),
  page('mackinaw', 'Mackinaw'),
  page('shears', 'Shears'),
  page('board-room', 'Board Room'),
  page('radiator-annex', 'Radiator Annex'),
  page('sonic-studio', 'Sonic Studio'),
]

export const roomPage = ({ title }: RoomPage, embed: string) => html`
  <div class="split">
    <div>
      <h1>${title}</h1>
      <p>The site's own pictures and text stand here.</p>
    </div>
    <div class="w-embed w-script">${raw(embed)}</div>
  </div>
`
