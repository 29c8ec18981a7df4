/** Attacks on the operators' paths: without their token there is nothing to be found. */
import { posted, type Row, type WorkerName } from './cases.ts'

const TOKENS: [string, string | undefined][] = [
  ['no token', undefined],
  ['an empty token', 'Bearer '],
  ['a wrong token', 'Bearer sandbox-operator-tokem'],
  ['half of it', 'Bearer sandbox-operator'],
  ['more than it', 'Bearer sandbox-operator-token-2'],
  ['it in capitals', 'Bearer SANDBOX-OPERATOR-TOKEN'],
  ['it without its kind', 'sandbox-operator-token'],
]

const nothing = { n: '121', status: 404, code: 'not-found' }

export const operators = (): Row[] =>
  (['checkout', 'bookings'] as const).flatMap((on: WorkerName) => [
    ...TOKENS.map(([what, authorization], nth): Row => {
      const headers = { ...(authorization !== undefined && { authorization }) }
      const from = { 'cf-connecting-ip': `192.0.2.${nth}` }
      const sent = {
        method: 'GET',
        path: '/reconcile?month=2026-10',
        headers: { ...headers, ...from },
      }
      return { on, what, sent, ...nothing }
    }),
    { on, what: 'it in the address', ...nothing, sent: inAddress() },
    {
      on,
      what: 'a repair without a token',
      ...nothing,
      sent: posted('/reconcile/repair', { id: 'pi_3' }),
    },
    { on, what: 'a path that is not there', ...nothing, sent: posted('/reconcile/all', {}) },
  ])

const inAddress = () => ({
  method: 'GET',
  path: '/reconcile?token=sandbox-operator-token&authorization=Bearer%20sandbox-operator-token',
  headers: { 'cf-connecting-ip': '192.0.2.99' },
})
