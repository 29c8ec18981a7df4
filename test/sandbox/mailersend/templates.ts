/** Our two MailerSend templates, with placeholder texts in place of the vendor's designs. */
export interface Template {
  name: string
  subject: string
  /** Every variable that the documents name; `{{name}}` in the text is replaced. */
  text: string
}

export const TEMPLATES: Record<string, Template> = {
  // Variables: the documents, "Variables: first_name, product_name, amount_paid, terms_url, …".
  pr9084zxnvjlw63d: {
    name: 'Purchase confirmation',
    subject: 'Your {{product_name}} at Labour Temple',
    text: `Hello {{first_name}},

thank you for buying a {{product_name}}.

Paid: {{amount_paid}} on {{payment_date}} with {{payment_method}}
Promotion: {{promo_name}}
Receipt: {{receipt_id}} · {{receipt_url}}
Terms: {{terms_url}}

Anything amiss? Write to {{support_email}}.`,
  },
  // Which variables this one takes is not known.
  z3m5jgr0y5xgdpyo: {
    name: 'Membership confirmation',
    subject: 'Welcome to Labour Temple',
    text: 'Hello {{first_name}}, welcome to Labour Temple.',
  },
}

/** Fills `{{name}}`; an absent variable leaves nothing, as in the vendor's own templates. */
export function fill(text: string, variables: Record<string, unknown>): string {
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => String(variables[name] ?? ''))
}
