/** `npm run webflow:sandbox`: the site scripts, registered at the Webflow of a running `npm run dev`. */
import { globalFetch } from '../../src/clients/shared-clients.ts'
import { runWebflow } from '../../tools/webflow/run.ts'
import { sandboxEnvironment } from './environment.ts'
import { OAUTH_TOKEN } from './webflow/index.ts'

process.exitCode = await runWebflow({
  environment: { ...sandboxEnvironment(), WEBFLOW_TOKEN: OAUTH_TOKEN },
  fetcher: globalFetch,
  arguments: process.argv.slice(2),
  ask: null,
  say: (line) => console.log(line),
})
