/** Whether a word, or each word of a path such as `/customer/email`, is one of error texts: it says nothing of a person. */
export const isErrorWord = (text: string): boolean =>
  ERROR_WORDS.has(text.toLowerCase()) ||
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .every((word) => word === '' || ERROR_WORDS.has(word));

/** Words of error texts, in lower case. Digits are missing on purpose, and so are given names (may, will, mark). */
export const ERROR_WORDS: ReadonlySet<string> = new Set(
  `a an and are as at be been by can cannot can't contain contains could do does doesn't for from has have in is isn't it
  must no not of on only or should than that the this to was when with
  access account accounts active address addresses age another already api app argument attempt attempts attribute authenticate authentication
  authorization authorized bad belong belongs between birth birthday blank blocked body calling character characters client code confirmation
  confirmed conflict conflicts contact content country created credential credentials customer customers data database date day default delivery
  denied disabled duplicate duplicated e-mail email empty enabled equal error errors exceed exceeded exceeds exist existing exists
  expected expired failed failure field fields forbidden format found gateway gender greater header id incorrect input internal
  invalid ip is_accept_marketing is_member json key later length less limit limited list locale locked long longer
  malformed marketing match matches maximum member membership memo merchant message method minimum missing mobile month name network
  note nil null number numbers object open operation other owned param parameter parameters params parse password permission permissions phone
  phones please plan point postcode present province quota rate read record records ref refused registered request requests required
  resource response retry revoked role same scope scopes server service session shop short shorter signature status store string
  subscribed subscription subscriptions supported suspended tag tags taken temporarily tier time timeout token tokens too try again type
  unauthorized unavailable unexpected unique unknown unprocessable entity unsupported updated url use used user users validation value
  values verified version wait write wrong year zip`.split(/\s+/),
);
