//! Floor 2: what OAuth 2.0 and OpenID Connect say, one rule one file; pure.
