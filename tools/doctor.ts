/**
 * `npm run doctor`: asks every vendor, without changing anything, whether all is in place, and lists
 * what the house still has to say. Secrets come from the environment. It fails when something is wrong.
 */
import { globalFetch } from '../src/clients/shared-clients.ts'
import { examine } from './doctor/examine.ts'
import type { Finding } from './doctor/settings.ts'

const SIGNS: Record<Finding['is'], string> = {
  ok: 'ok       ',
  wrong: 'WRONG    ',
  'not-asked': 'not asked',
  'to-ask': 'to ask   ',
}

const chapters = await examine(process.env, globalFetch)
for (const { title, findings } of chapters.filter((one) => one.findings.length > 0)) {
  console.log(title)
  for (const { is, words } of findings) console.log(`  ${SIGNS[is]} ${words}`)
  console.log()
}
const all = chapters.flatMap(({ findings }) => findings)
const count = (is: Finding['is']) => all.filter((one) => one.is === is).length
console.log(
  `${count('ok')} in order, ${count('wrong')} wrong, ${count('to-ask')} to ask the house.`
)
if (count('to-ask') > 0) {
  console.log(
    'What the house has said goes into its TOML, and its name out of UNCONFIRMED there. Until'
  )
  console.log(
    'then what needs it works in the sandbox, and is not for sale with a live Stripe key.'
  )
}
process.exitCode = count('wrong') > 0 ? 1 : 0
