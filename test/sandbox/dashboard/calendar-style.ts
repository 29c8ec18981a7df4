/** How a week looks: on a phone a list, day after day; on a screen five days beside a clock. */
export const CALENDAR_STYLE = `
  ul.links a[aria-current] { font-weight: 700; color: inherit; text-decoration: none }
  input[type=checkbox] { width: 44px; margin: 0 }
  .staff label, .weeks label { grid-template-columns: minmax(0, 1fr); flex-basis: 180px }
  .staff label:has([type=time], [type=checkbox]) { flex-basis: 150px }
  .weeks label { flex-grow: 0 }
  section > h3 { margin: 24px 0 12px }
  .week, .week ol, .week ul { list-style: none; margin: 0; padding: 0 }
  .week { display: grid; gap: 16px; margin-bottom: 12px }
  .week h3 { padding-bottom: 4px }
  .clock { display: none }
  .event { background: #eceae4; border: 1px solid #b9b5aa; border-left-width: 5px; border-radius: 4px; margin-top: 6px }
  .event.own { background: #d5ead9; border-color: #22543d }
  .event.free { border-style: dashed }
  .event summary { min-height: 44px; padding: 6px 8px; cursor: pointer; list-style: none; font-size: .875rem; line-height: 1.35 }
  .event summary::-webkit-details-marker { display: none }
  .event summary strong, .event summary span { display: block; overflow-wrap: anywhere }
  .event dl { padding: 0 8px; margin: 4px 0; font-size: .8125rem; grid-template-columns: 1fr }
  .event dl dd { margin-bottom: 4px }
  .event form { margin: 0; padding: 8px }
  @media (min-width: 760px) {
    .week { --hour: 72px; grid-template-columns: 3rem repeat(5, minmax(0, 1fr)); grid-template-rows: auto auto calc(var(--hours) * var(--hour)); gap: 0 8px }
    .clock { display: grid; grid-row: 3; grid-auto-rows: var(--hour); color: #5a625d; font-size: .8125rem }
    .clock span { border-top: 1px solid #dcd8cd }
    .day { display: grid; grid-row: 1 / span 3; grid-template-rows: subgrid; min-width: 0 }
    .day .above { padding-bottom: 8px }
    .hours { position: relative; background: repeating-linear-gradient(#dcd8cd 0 1px, #fff 1px var(--hour)) }
    .hours .event { position: absolute; margin: 0; overflow: hidden; min-height: 32px; top: calc(var(--from) / 60 * var(--hour)); height: calc((var(--to) - var(--from)) / 60 * var(--hour)); left: calc(100% * var(--lane) / var(--lanes)); width: calc(100% / var(--lanes)) }
    .hours .event { border-left-width: 3px }
    .hours .event summary { min-height: 100%; padding: 2px 4px; font-size: .8125rem; line-height: 1.25 }
    .hours .event summary span { font-size: .75rem }
    .hours .event:not([open]) summary strong { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
    .hours .event[open] { z-index: 1; height: auto; left: 0; width: 100% }
  }
`
