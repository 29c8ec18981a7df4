/** The doctor's report on the terminal, a chapter for each vendor. */
import type { Chapter } from './examine.ts'
import type { Finding } from './settings.ts'

const SIGNS: Record<Finding['is'], string> = {
  ok: 'ok       ',
  wrong: 'WRONG    ',
  unreadable: 'UNREAD   ',
  'not-asked': 'not asked',
  'to-ask': 'to ask   ',
}

/** Prints all findings and returns the exit code: 1 when something is wrong, 2 when something could not be read. */
export function printReport(chapters: readonly Chapter[]): 0 | 1 | 2 {
  for (const { title, findings } of chapters.filter((one) => one.findings.length > 0)) {
    console.log(title)
    for (const { is, words } of findings) console.log(`  ${SIGNS[is]} ${words}`)
    console.log()
  }
  const all = chapters.flatMap(({ findings }) => findings)
  const count = (is: Finding['is']) => all.filter((one) => one.is === is).length
  console.log(
    `${count('ok')} in order, ${count('wrong')} wrong, ${count('unreadable')} unread, ${count('to-ask')} to ask the house.`
  )
  if (count('to-ask') > 0) {
    console.log(
      'What the house has said goes into its TOML, and its name out of UNCONFIRMED there. Until'
    )
    console.log(
      'then what needs it works in the sandbox, and is not for sale with a live Stripe key.'
    )
  }
  if (count('unreadable') > 0) return 2
  return count('wrong') > 0 ? 1 : 0
}
