/** Settings that the tests' bots share; no secrets. */

export const SHOP_KEY = 'shop-key-of-the-tests-0000000000000'
export const SESSION_SECRET = 'session-secret-of-the-tests-0000000'
