/** Which of the official package's types describes the parameters of which route; schema.json is made from it. */
import type Stripe from 'stripe'

export interface Params {
  'POST /v1/customers': Stripe.CustomerCreateParams
  'GET /v1/customers': Stripe.CustomerListParams
  'GET /v1/customers/search': Stripe.CustomerSearchParams
  'GET /v1/customers/:id': Stripe.CustomerRetrieveParams
  'POST /v1/customers/:id': Stripe.CustomerUpdateParams
  'DELETE /v1/customers/:id': Stripe.CustomerDeleteParams

  'POST /v1/payment_intents': Stripe.PaymentIntentCreateParams
  'GET /v1/payment_intents': Stripe.PaymentIntentListParams
  'GET /v1/payment_intents/:id': Stripe.PaymentIntentRetrieveParams
  'POST /v1/payment_intents/:id': Stripe.PaymentIntentUpdateParams
  'POST /v1/payment_intents/:id/confirm': Stripe.PaymentIntentConfirmParams
  'POST /v1/payment_intents/:id/cancel': Stripe.PaymentIntentCancelParams

  'GET /v1/charges': Stripe.ChargeListParams
  'GET /v1/charges/:id': Stripe.ChargeRetrieveParams
  'GET /v1/payment_methods/:id': Stripe.PaymentMethodRetrieveParams
  'POST /v1/payment_methods/:id/attach': Stripe.PaymentMethodAttachParams

  'POST /v1/refunds': Stripe.RefundCreateParams
  'GET /v1/refunds': Stripe.RefundListParams
  'GET /v1/refunds/:id': Stripe.RefundRetrieveParams
  'POST /v1/refunds/:id': Stripe.RefundUpdateParams
  'GET /v1/disputes': Stripe.DisputeListParams
  'GET /v1/disputes/:id': Stripe.DisputeRetrieveParams
  'POST /v1/disputes/:id': Stripe.DisputeUpdateParams
  'POST /v1/disputes/:id/close': Stripe.DisputeCloseParams

  'POST /v1/coupons': Stripe.CouponCreateParams
  'GET /v1/coupons': Stripe.CouponListParams
  'GET /v1/coupons/:id': Stripe.CouponRetrieveParams
  'DELETE /v1/coupons/:id': Stripe.CouponDeleteParams
  'POST /v1/promotion_codes': Stripe.PromotionCodeCreateParams
  'GET /v1/promotion_codes': Stripe.PromotionCodeListParams
  'GET /v1/promotion_codes/:id': Stripe.PromotionCodeRetrieveParams
  'POST /v1/promotion_codes/:id': Stripe.PromotionCodeUpdateParams

  'GET /v1/events': Stripe.EventListParams
  'GET /v1/events/:id': Stripe.EventRetrieveParams
  'GET /v1/webhook_endpoints': Stripe.WebhookEndpointListParams

  'POST /v1/setup_intents': Stripe.SetupIntentCreateParams
  'GET /v1/setup_intents': Stripe.SetupIntentListParams
  'GET /v1/setup_intents/:id': Stripe.SetupIntentRetrieveParams
  'POST /v1/setup_intents/:id': Stripe.SetupIntentUpdateParams
  'POST /v1/setup_intents/:id/confirm': Stripe.SetupIntentConfirmParams
  'POST /v1/setup_intents/:id/cancel': Stripe.SetupIntentCancelParams

  'POST /v1/products': Stripe.ProductCreateParams
  'GET /v1/products': Stripe.ProductListParams
  'GET /v1/products/:id': Stripe.ProductRetrieveParams
  'POST /v1/products/:id': Stripe.ProductUpdateParams
  'POST /v1/prices': Stripe.PriceCreateParams
  'GET /v1/prices': Stripe.PriceListParams
  'GET /v1/prices/:id': Stripe.PriceRetrieveParams
  'POST /v1/prices/:id': Stripe.PriceUpdateParams

  'POST /v1/subscriptions': Stripe.SubscriptionCreateParams
  'GET /v1/subscriptions': Stripe.SubscriptionListParams
  'GET /v1/subscriptions/:id': Stripe.SubscriptionRetrieveParams
  'POST /v1/subscriptions/:id': Stripe.SubscriptionUpdateParams
  'DELETE /v1/subscriptions/:id': Stripe.SubscriptionCancelParams

  'GET /v1/invoices': Stripe.InvoiceListParams
  'GET /v1/invoices/:id': Stripe.InvoiceRetrieveParams
  'POST /v1/invoices/:id/pay': Stripe.InvoicePayParams
  'POST /v1/invoices/:id/void': Stripe.InvoiceVoidInvoiceParams
  'POST /v1/invoices/create_preview': Stripe.InvoiceCreatePreviewParams
  'GET /v1/invoice_payments': Stripe.InvoicePaymentListParams
  'GET /v1/invoice_payments/:id': Stripe.InvoicePaymentRetrieveParams
  'POST /v1/invoiceitems': Stripe.InvoiceItemCreateParams
  'GET /v1/invoiceitems': Stripe.InvoiceItemListParams
  'GET /v1/invoiceitems/:id': Stripe.InvoiceItemRetrieveParams
}
