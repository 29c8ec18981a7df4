/* stripe_booking_v1 3f29f98dbb5174f8 */
/* Stripe's part of a room's page; the rest is booking.js. */
;(() => {
  const w = window

  async function pay(stripe, elements) {
    const submitted = await elements.submit()
    if (submitted.error) throw submitted.error
    const b = await w._create()
    const done = `${location.origin}/meeting-booking-confirmation`
    if (!b.alreadyPaid) {
      const { error } = await stripe.confirmPayment({
        elements,
        clientSecret: b.clientSecret,
        redirect: 'if_required',
        confirmParams: {
          return_url: done,
          payment_method_data: { billing_details: b.billing },
        },
      })
      if (error) throw error
      await w._complete()
    }
    location.assign(done)
    return true
  }

  async function start() {
    // booking.js marks its box this way.
    const box = document.querySelector('#booking[data-stripe=""]')
    if (!box || !w.Stripe) return
    clearInterval(timer)
    box.dataset.stripe = 'v1'
    const stripe = w.Stripe(box.dataset.stripeKey)
    let elements
    // Waits until days and times are chosen.
    const options = await w._elements((changed) => elements?.update(changed))
    if (!options) return
    elements = stripe.elements(options)
    // These come from the page's own fields.
    const billingDetails = { name: 'never', email: 'never', phone: 'never' }
    const payment = elements.create('payment', { fields: { billingDetails } })
    payment.on('ready', () => w._buy(() => w._validate() && pay(stripe, elements)))
    payment.mount(box.querySelector('#booking-payment'))
  }

  // Other scripts may come late, for example after the visitor's consent.
  const timer = setInterval(start, 100)
})()
