/** The house's day in Seattle as `YYYY-MM-DD`: the vendors' own notion, apart from the Workers'. */
const DAY = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/Los_Angeles',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

export const seattleDay = (at: number): string => DAY.format(at)
