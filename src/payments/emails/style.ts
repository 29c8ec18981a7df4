/** How e-mails to customers look. Mail programs that ignore `<style>` show the light colours of the inline styles. */
import { raw } from 'hono/html'

const SERIF = "Georgia, 'Times New Roman', serif"
const SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"

/** Inline styles by place. Pairs of text and background have a contrast of at least 4.5. */
export const INLINE = {
  page: `margin: 0; padding: 24px 12px; background: #f3f0e9; color: #1f2a24; font: 16px/1.5 ${SANS}`,
  card: 'max-width: 560px; margin: 0 auto; padding: 28px 24px; box-sizing: border-box; background: #ffffff; border-radius: 8px; overflow-wrap: anywhere',
  brand: `margin: 0 0 20px; font: 700 14px/1.4 ${SERIF}; text-transform: uppercase; color: #5a625d`,
  heading: `margin: 0 0 16px; font: 600 26px/1.25 ${SERIF}`,
  paragraph: 'margin: 0 0 16px',
  button:
    'display: inline-block; padding: 12px 20px; border-radius: 6px; background: #22543d; color: #ffffff; font-weight: 600; text-decoration: none',
  facts: 'margin: 0 0 20px; border-top: 1px solid #dcd8cd',
  label: 'padding: 10px 0 0; font-size: 14px; color: #5a625d',
  lines: 'margin: 0; padding: 0 0 10px; border-bottom: 1px solid #dcd8cd',
  link: 'color: #22543d',
  footer: 'margin: 0; font-size: 14px; color: #5a625d',
  footerLink: 'color: #5a625d; text-decoration: none',
} as const

export const EMAIL_STYLE = raw(`<style>
@media (prefers-color-scheme: dark) {
  .page { background: #151a17 !important; color: #e9e6de !important }
  .card { background: #1f2622 !important }
  .quiet { color: #a9b1ab !important }
  .line { border-color: #3a443e !important }
  .link { color: #9fd3b6 !important }
  .button { background: #9fd3b6 !important; color: #12251b !important }
}
@media (max-width: 420px) {
  .page { padding: 0 !important }
  .card { padding: 24px 16px !important; border-radius: 0 !important }
}
</style>`)
