/* stripe_purchase_v1 2cfcd7daff57a5d0 */
/* Stripe's part of the purchase page; the rest is purchase.js. */
;(() => {
  const w = window

  async function pay(stripe, elements) {
    const submitted = await elements.submit()
    if (submitted.error) throw submitted.error
    const p = await w._create()
    const done = `${location.origin}/purchase-confirmation`
    if (!p.alreadyPaid) {
      const { error } = await stripe.confirmPayment({
        elements,
        clientSecret: p.clientSecret,
        redirect: 'if_required',
        confirmParams: {
          return_url: done,
          payment_method_data: { billing_details: p.billing },
        },
      })
      if (error) throw error
      await w._complete(p.memberId, p.paymentIntentId, p.slug, p.customerName)
    }
    location.assign(done)
    return true
  }

  async function start() {
    // purchase.js marks a visible box this way.
    const box = document.querySelector('#purchase[data-stripe=""]')
    if (!box || !w.Stripe) return
    clearInterval(timer)
    box.dataset.stripe = 'v1'
    const stripe = w.Stripe(box.dataset.stripeKey)
    let elements
    const options = await w._elements((changed) => elements?.update(changed))
    if (!options) return
    elements = stripe.elements(options)
    // These come from the page's own fields.
    const billingDetails = { name: 'never', email: 'never', phone: 'never' }
    const payment = elements.create('payment', { fields: { billingDetails } })
    payment.on('ready', () => w._buy(() => w._validate() && pay(stripe, elements)))
    payment.on('change', ({ value }) => w._method?.(value.type))
    payment.mount(box.querySelector('#purchase-payment'))
  }

  // Other scripts may come late, for example after the visitor's consent.
  const timer = setInterval(start, 100)
})()
