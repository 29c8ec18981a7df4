/* stripe_checkout_v20 f9bd0bf1a1359604 */
/* Stripe's part of the membership page; the rest is checkout.js. */
;(() => {
  const w = window

  async function join(stripe, elements) {
    const submitted = await elements.submit()
    if (submitted.error) throw submitted.error
    const p = await w._create()
    const done = `${location.origin}/join-confirmation`
    if (!p.alreadyPaid) {
      const { error } = await stripe.confirmSetup({
        elements,
        clientSecret: p.clientSecret,
        redirect: 'if_required',
        confirmParams: {
          return_url: done,
          payment_method_data: { billing_details: p.billing },
        },
      })
      // An earlier press may have succeeded.
      if (error && error.setup_intent?.status !== 'succeeded') throw error
      const complete = () => w._complete(p.memberId, p.setupIntent, p.plan, p.promo)
      const clientSecret = await complete()
      if (clientSecret) {
        const answer = await stripe.handleNextAction({ clientSecret })
        if (await complete()) throw answer.error || {}
      }
    }
    location.assign(done)
    return true
  }

  async function start() {
    // checkout.js marks a visible box this way.
    const box = document.querySelector('#checkout[data-stripe=""]')
    if (!box || !w.Stripe) return
    clearInterval(timer)
    box.dataset.stripe = 'v20'
    const stripe = w.Stripe(box.dataset.stripeKey)
    const options = await w._elements()
    if (!options) return
    const elements = stripe.elements(options)
    // These come from the page's own fields.
    const billingDetails = { name: 'never', email: 'never', phone: 'never' }
    const payment = elements.create('payment', { fields: { billingDetails } })
    payment.on('ready', () => w._buy(() => w._validate() && join(stripe, elements)))
    payment.mount(box.querySelector('#checkout-payment'))
  }

  // Other scripts may come late, for example after the visitor's consent.
  const timer = setInterval(start, 100)
})()
