"""Login: who somebody is, proved by a provider, and for how long this browser may act for them."""
