/** Explanations for the reader of the report. */

export const ABOUT = `Written by \`npm run bench\`; a new run replaces it. "Ours" are the two Workers of this repository, "naive"
the two in \`test/bench/naive/\`: the documents' steps in their order, each vendor call awaited before the next.
Both are bundled alike (esbuild, minified, ES module), run by Miniflare in one workerd process a Worker,
against emulators of the vendors that delay each call by 100 ms, and are measured in turn. Figures are
medians of five, the first left out. This is local workerd: Cloudflare's network, its limit of six
connections and its own Workflows engine are not in them, and what Durable Objects write goes to memory,
which is quicker than a disk and than Cloudflare's storage. The naive Worker writes nothing of its own.

The naive Workers do less than the documents ask: two of their Stripe calls (default payment method, invoice
item of the initiation fee) are folded into the call that makes the subscription, because the emulator
supports neither, and its gates call \`events.list\`, which is fresh, instead of free/busy.

A load well over 1 says that others were at work on the machine: times and CPU are then to be taken again,
rounds, calls, counts and sizes are not.`

export const MISSES = `Why they are missed, and what it would cost to keep them: [decision 010](decisions/010-figures-missed.md).`

export const LATENCY = `A round is one link of the longest chain of vendor calls, each begun after the one before had ended, that
ended before the answer came; token and mail calls are no rounds. The bound is the goal's rounds × 100 ms.
An answer may take 15 ms more, or 60 ms where it waits for a run; Stripe's webhook is answered within
15 ms. "Of it ours" leaves out what the emulators themselves took beyond their 100 ms.
"10 days into the calendar" runs from Stripe's post to the tenth event.`

export const RACES = `What is left when all is quiet. The naive Worker knows no attempts: each press is a purchase of its own.`

export const CPU = `utime + stime of the runtime process, all that follows an answer included, without delay at the vendors.
Ours runs its sales on Workflows and Durable Objects, which locally are emulated in the same process; in
production they are not our CPU. "Alone" has no run in it.`

export const START = `\`workerd serve\` with the bundle and nothing else, from the start of the process to its first answer; median
of fifteen.`

export const SIZES = `1 KB is 1,024 bytes. A script's size is that of brotli at its best.`

export const PAGES = `In a real browser: the answers that came before the summary stood, the scripts themselves left out; the goal
is 1. The documents' page asks for all plans and then for its automatic promotion code: 2.`

export const CALENDARS = `One room each, booked from eight to five on every weekday from sixty days ahead backwards, but for the days
that are asked for.`

export const MONTH = `Day passes, each served and a member's own, evenly over thirty days; for the reconciliation over last
month. "Up to" counts whole pages of 100. Most of the seconds are pages asked for one after the other, each of
which waits 100 ms: what is left to us is the CPU. At night the payments are read twice: a month of them for
what needs nothing any more, fourteen days of them for who still waits.`
