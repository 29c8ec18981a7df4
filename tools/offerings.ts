/**
 * `npm run offerings`: writes offerings-comparison.html and .json into the current folder. Nothing is
 * written to a vendor. Exits with 1 for differences, with 2 when a source that has credentials could
 * not be read. Credentials come from the environment; `WEBFLOW_TOKEN` reads the CMS.
 */
import { writeOfferings } from './offerings/report.ts'

process.exitCode = await writeOfferings(process.env)
