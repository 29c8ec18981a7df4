/** The items of the Memberships collection, with the copy from the documents. */

export interface Membership {
  slug: string
  title: string
  type: 'Subscription' | 'One-Time'
  /** Price, as the CMS words it. */
  price: string
  copy: string[]
}

const NO_COPY = 'No copy yet: the documents give this plan no CMS item.'

const plan = (slug: string, title: string, price: string, ...copy: string[]): Membership => ({
  slug,
  title,
  type: 'Subscription',
  price,
  copy,
})

export const MEMBERSHIPS: Membership[] = [
  plan(
    'all-access',
    'All Access',
    '$300/mo',
    'Unlimited workspace access with all amenities included. For professionals who make Labour Temple their home base.',
    'Ideal for freelancers, remote workers, and entrepreneurs who want a consistent daily workspace and full community access.'
  ),
  plan(
    'passport',
    'Passport',
    '$100/mo',
    "Flexible day access for remote workers who need occasional workspace. Drop in, connect, and work from Seattle's most inspiring building.",
    'Ideal for hybrid workers and visitors who occasionally want a professional workspace for a low monthly cost.'
  ),
  plan(
    'startup',
    'Startup',
    '$30/mo',
    'Your business starts here with a premier mailing address at 2800 1st Avenue. Virtual mail service with letter scanning and package holds.',
    'Ideal for early-stage founders and solo operators who need a professional business address without a physical desk.'
  ),
  plan(
    'innovator-pass',
    'Innovator Pass',
    '$500/mo',
    'Meeting room credits for professionals who need flexible workspace solutions. Access professional meeting spaces as needed.'
  ),
  plan(
    'creator-pass',
    'Creator Pass',
    '$500/mo',
    'Monthly podcast studio access for content creators. Eight hours of Sonic studio time plus all Labour Temple coworking benefits.',
    'Ideal for podcasters and video creators who want consistent studio access with the benefits of a coworking community.'
  ),
  plan('founder', 'Founder', '$500/mo', NO_COPY),
  {
    slug: 'day-pass',
    title: 'Day Pass',
    type: 'One-Time',
    price: '$50',
    copy: [
      'A desk, coffee and the whole house for a day. Buy your pass here, check in at the kiosk when you arrive.',
      '2800 1st Ave, Seattle',
    ],
  },
]
