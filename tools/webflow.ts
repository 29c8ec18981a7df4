/**
 * `npm run webflow`: prints the embeds with the publishable key filled in. With an app's OAuth token in
 * `WEBFLOW_TOKEN` it also says which site scripts are missing at Webflow; `-- --write` registers and applies them.
 */
import { createInterface } from 'node:readline/promises'
import { globalFetch } from '../src/clients/shared-clients.ts'
import { runWebflow } from './webflow/run.ts'

async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(`${question} Type "yes": `)
  terminal.close()
  return answer.trim() === 'yes'
}

process.exitCode = await runWebflow({
  ...{ environment: process.env, fetcher: globalFetch, arguments: process.argv.slice(2) },
  ask: process.stdin.isTTY ? ask : null,
  say: (line) => console.log(line),
})
