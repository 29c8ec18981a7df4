/** Explanations for the reader of the report. */

export const ABOUT = `Written by \`npm run bench\`; a new run replaces it. "Ours" are the two Workers of this repository, "naive"
the two in \`test/bench/naive/\`: the documents' steps in their order, each vendor call awaited before the next.
Both are bundled alike (esbuild, minified, ES module), run by Miniflare in one workerd process for each Worker,
against emulators of the vendors that delay each call by 100 ms, and are measured in turn. Figures are
medians of five; the first measurement is left out. This is local workerd: the figures contain neither
Cloudflare's network, nor its limit of six connections, nor its own Workflows engine. What Durable Objects
write goes to memory, which is faster than a disk and than Cloudflare's storage. The naive Worker stores
nothing of its own.

The naive Worker does less than the documents: two of their Stripe calls (default payment method, invoice
item of the initiation fee) are part of the call that creates the subscription, because the emulator
knows neither, and its gates read \`events.list\`, which is up to date, instead of free/busy.

A load well over 1 means that other programs used the machine: measure times and CPU again. Rounds, calls,
counts and sizes do not depend on it.`

export const MISSES = `Why they are missed, and what it would cost to meet them: [decision 010](decisions/010-figures-missed.md).`

export const LATENCY = `A round is one link of the longest chain of vendor calls that ended before the response, each started after
the one before had ended; token and mail calls do not count. The bound is the goal's rounds × 100 ms.
A response may take 15 ms more, or 60 ms where it waits for a workflow; Stripe's webhook is answered within
15 ms. "Of it ours" leaves out what the emulators themselves took beyond their 100 ms.
"10 days into the calendar" runs from Stripe's webhook to the tenth event.`

export const RACES = `What the vendors hold when everything has finished. The naive Worker has no attempts: each press is a purchase of its own.`

export const CPU = `utime + stime of the runtime process, including all work after the response, without delay at the vendors.
Ours runs its sales on Workflows and Durable Objects, which locally are emulated in the same process; in
production they are not our CPU. "Alone" is without a workflow.`

export const COUNTING = `A new purchase is counted by the first limit, then by one Durable Object for all networks of its client, then by the
one for all clients. So much longer does the request take for it, as the median of nine; the goal is 2 ms. No vendor is asked: the rounds
above are those of counted requests. A booking asks the same objects once more, before the calendar is read. Miniflare emulates the first
limit with an object of its own; on Cloudflare it is a binding without one (unverified what it costs there).`

export const START = `\`workerd serve\` with the bundle and nothing else, from the start of the process to its first response; median
of fifteen.`

export const SIZES = `1 KB is 1,024 bytes. A script's size is with brotli at its highest level.`

export const PAGES = `In a real browser: the responses before the summary was shown, without the scripts themselves; the goal
is 1. The documents' page requests all plans and then its automatic promotion code: 2.`

export const CALENDARS = `One room each, booked from eight to five on every weekday from sixty days ahead backwards, except the days
that are requested.`

export const MONTH = `Day passes, each completed and each of another member, evenly over thirty days; for the reconciliation over
last month. "Up to" counts whole pages of 100. Most of the seconds are pages requested one after the other, each
delayed by 100 ms: our own share is the CPU. At night the payments are read twice: a month of them to find the
completed ones, fourteen days of them to find those still waiting.`
