/**
 * Runs before every script that is TypeScript: a Node that cannot run it ends here, with one line.
 * Plain JavaScript, since such a Node must be able to read it.
 */
if (!process.features.typescript) {
  console.error(`The tools need Node 24, or 22 from 22.18 on; this is ${process.version}.`)
  process.exitCode = 1
}
